package shop;

import java.util.List;

/** The tests: a main method, so that they run with nothing but a JDK. */
public final class OrderTest {
  private int failures;

  public static void main(String[] arguments) {
    OrderTest test = new OrderTest();
    test.expect("one piece", 1190, new OrderLine("cup", 1, 1000));
    test.expect("nine pieces: no discount yet", 10710, new OrderLine("cup", 9, 1000));
    test.expect("ten pieces: 5 % off", 11305, new OrderLine("cup", 10, 1000));
    test.expect("tax of half a cent is rounded up", 60, new OrderLine("nail", 1, 50));
    test.expect("tax below half a cent is rounded down", 1, new OrderLine("pin", 1, 1));
    if (test.failures > 0) {
      System.out.println(test.failures + " of 5 tests failed");
      System.exit(1);
    }
    System.out.println("all 5 tests passed");
  }

  private void expect(String name, long expected, OrderLine line) {
    long actual = new Order(List.of(line)).totalCents();
    if (actual == expected) {
      System.out.println("ok      " + name);
    } else {
      System.out.println("FAILED  " + name + ": expected " + expected + " but was " + actual);
      failures++;
    }
  }
}
