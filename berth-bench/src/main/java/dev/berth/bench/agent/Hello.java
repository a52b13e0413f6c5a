package dev.berth.bench.agent;

/** What a start of the JVM costs in itself: says a word and ends. */
final class Hello {
  private Hello() {}

  public static void main(String[] arguments) {
    System.out.println("hello");
  }
}
