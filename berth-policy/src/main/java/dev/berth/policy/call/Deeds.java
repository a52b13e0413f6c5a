package dev.berth.policy.call;

import dev.berth.policy.effect.Deed;
import java.util.List;

/**
 * Everything that a step does.
 *
 * @param fingerprint the same for the same step, however it is written; 64 hexadecimal digits
 */
public record Deeds(List<Deed> all, String fingerprint) {
  public Deeds {
    all = List.copyOf(all);
  }
}
