package shop;

/** Value added tax. */
final class Tax {
  private static final int PERCENT = 19;

  private Tax() {}

  /** The tax on a net amount, in cents. */
  static long on(long netCents) {
    return netCents * PERCENT / 100;
  }
}
