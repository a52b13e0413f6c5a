package dev.berth.cli.conformance;

/** What came is not what a rule expects; the message says what came. */
final class Deviation extends Exception {
  private static final long serialVersionUID = 1L;

  Deviation(String came) {
    super(came);
  }

  String came() {
    return String.valueOf(getMessage());
  }
}
