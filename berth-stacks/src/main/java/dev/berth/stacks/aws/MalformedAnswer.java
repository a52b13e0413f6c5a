package dev.berth.stacks.aws;

/** An answer that came, and does not say what it should. Never leaves the package. */
final class MalformedAnswer extends RuntimeException {
  MalformedAnswer(String message) {
    super(message);
  }
}
