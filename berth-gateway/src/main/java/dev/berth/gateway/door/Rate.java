package dev.berth.gateway.door;

/**
 * How often a session may use a path.
 *
 * @param perSecond calls a second in the long run, at least 1
 * @param burst calls at once after a pause, at least 1
 */
public record Rate(int perSecond, int burst) {
  public Rate {
    if (perSecond < 1 || burst < 1) {
      throw new IllegalArgumentException("a rate is at least one");
    }
  }
}
