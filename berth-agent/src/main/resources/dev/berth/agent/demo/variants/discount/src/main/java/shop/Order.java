package shop;

import java.util.List;

/** An order and what it costs. */
public record Order(List<OrderLine> lines) {
  private static final int DISCOUNT_FROM_PIECES = 10;
  private static final int DISCOUNT_PERCENT = 5;

  /** What the customer pays, tax included. */
  public long totalCents() {
    long net = lines.stream().mapToLong(Order::lineCents).sum();
    return net + Tax.on(net);
  }

  private static long lineCents(OrderLine line) {
    long full = line.pieces() * line.unitPriceCents();
    if (line.pieces() > DISCOUNT_FROM_PIECES) {
      return full - full * DISCOUNT_PERCENT / 100;
    }
    return full;
  }
}
