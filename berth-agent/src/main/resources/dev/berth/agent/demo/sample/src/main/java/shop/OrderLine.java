package shop;

/** So many pieces of one article. */
public record OrderLine(String article, int pieces, long unitPriceCents) {
  public OrderLine {
    if (pieces < 1 || unitPriceCents < 0) {
      throw new IllegalArgumentException("at least one piece, at no negative price");
    }
  }
}
