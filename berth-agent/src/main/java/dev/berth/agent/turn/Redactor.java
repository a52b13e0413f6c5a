package dev.berth.agent.turn;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what goes to the model and into events: the session's token, and what looks
 * like a key. A net, not a wall: what an agent must not know is kept out of its sandbox.
 * Thread-safe.
 */
public final class Redactor {
  private static final List<Pattern> KEYS =
      List.of(
          Pattern.compile(
              "-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]{1,20000}?-----END [A-Z ]*PRIVATE"
                  + " KEY-----"),
          Pattern.compile("\\bsk-[A-Za-z0-9_-]{20,}"),
          Pattern.compile("\\bgh[pousr]_[A-Za-z0-9]{30,}"),
          Pattern.compile("\\bgithub_pat_[A-Za-z0-9_]{30,}"),
          Pattern.compile("\\bglpat-[A-Za-z0-9_-]{20,}"),
          Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"),
          Pattern.compile("\\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
          Pattern.compile("\\bAIza[0-9A-Za-z_-]{35}"),
          Pattern.compile("\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}"));

  private static final String INSTEAD = "[redacted]";

  private final List<String> secrets;

  /** Takes out these strings, wherever they occur, and what looks like a key. */
  public Redactor(List<String> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  /** The text without secrets. */
  public String redact(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, INSTEAD);
    }
    for (Pattern key : KEYS) {
      clean = key.matcher(clean).replaceAll(INSTEAD);
    }
    return clean;
  }

  /** The beginning of the text, without secrets, for an event. */
  public String preview(String text, int most) {
    String clean = redact(text);
    if (clean.length() <= most) {
      return clean;
    }
    int end = Character.isHighSurrogate(clean.charAt(most - 1)) ? most - 1 : most;
    return clean.substring(0, end) + "...";
  }
}
