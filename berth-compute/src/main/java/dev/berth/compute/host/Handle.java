package dev.berth.compute.host;

/**
 * A holder's identity: its number, when it started, and the boot in which that means something.
 *
 * @param startTicks clock ticks from boot to its start
 */
public record Handle(long pid, long startTicks, String bootId) {
  /** What a holder left that is gone, or that never came to be: no process is this one. */
  public static Handle ofNobody(String bootId) {
    return new Handle(0, 0, bootId);
  }

  /** The form that the ledger keeps. */
  public String text() {
    return pid + "/" + startTicks + "/" + bootId;
  }

  /**
   * Reads the ledger's form.
   *
   * @throws IllegalArgumentException when it has another
   */
  public static Handle parse(String text) {
    String[] parts = text.split("/", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a process handle: " + text);
    }
    return new Handle(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
  }
}
