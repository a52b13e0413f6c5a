package shop;

/** Value added tax. */
final class Tax {
  private static final int PERCENT = 19;

  private Tax() {}

  /** The tax on a net amount, in cents, rounded half up. */
  static long on(long netCents) {
    return (netCents * PERCENT + 50) / 100;
  }
}
