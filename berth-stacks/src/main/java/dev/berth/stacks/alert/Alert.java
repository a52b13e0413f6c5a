package dev.berth.stacks.alert;

import java.time.Instant;

/**
 * Something that a person has to look at.
 *
 * @param key the same trouble has the same key for ever: one alert stands for it, whoever opens it
 *     how often; at most 200 characters of {@code [a-z0-9:/._-]}
 * @param title one line
 * @param text what is stuck, since when, what to do; plain text
 * @param since since when the trouble has been there
 */
public record Alert(String key, String title, String text, Instant since) {
  public Alert {
    if (!key.matches("[a-z0-9:/._-]{1,200}")) {
      throw new IllegalArgumentException("not an alert key: " + key);
    }
  }
}
