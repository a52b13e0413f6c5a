package dev.berth.testkit.model;

import java.util.List;
import java.util.Optional;

/** What the fake provider does with a call. */
public sealed interface ModelReply {
  /** Answers. */
  record Says(Words words, Tokens tokens, Delivery delivery) implements ModelReply {}

  /** Refuses with an error in its format; nothing is charged. */
  record Refuses(int status, String code, String message, Optional<Integer> retryAfterSeconds)
      implements ModelReply {
    /** Whether a caller can tell from the status that nothing was charged. */
    boolean showsThatNothingRan() {
      return (status >= 400 && status < 500 && status != 408) || status == 529;
    }
  }

  /** Closes the connection without a word, after the work was done and charged. */
  record HangsUp(Tokens tokens) implements ModelReply {}

  /**
   * What is said.
   *
   * @param deltas the text in pieces; one piece each for a stream's events
   * @param refusal whether the model declines to answer, which costs like an answer
   * @param tellsUsage whether usage is told; servers exist that do not
   * @param errorAfter an error inside the stream after so many deltas, instead of the rest
   */
  record Words(
      List<String> deltas, boolean refusal, boolean tellsUsage, Optional<Integer> errorAfter) {
    public Words {
      deltas = List.copyOf(deltas);
    }

    /** An answer that tells its usage. */
    public static Words of(String... deltas) {
      return new Words(List.of(deltas), false, true, Optional.empty());
    }
  }

  /**
   * How the body leaves.
   *
   * @param flushAt offsets in bytes of the body at which what came before is sent on its own
   * @param cutAt the offset at which the connection ends
   * @param stallAt the offset at which nothing more comes while the other side stays
   * @param chunked whether a stream comes in chunks; else its end is the connection's end
   */
  record Delivery(
      List<Integer> flushAt, Optional<Integer> cutAt, Optional<Integer> stallAt, boolean chunked) {
    public Delivery {
      flushAt = List.copyOf(flushAt);
    }

    /** All at once. */
    public static Delivery whole() {
      return new Delivery(List.of(), Optional.empty(), Optional.empty(), true);
    }

    /** The body up to an offset, then the end of the connection. */
    public static Delivery cutAt(int offset, boolean chunked) {
      return new Delivery(List.of(), Optional.of(offset), Optional.empty(), chunked);
    }

    /** The body in two parts. */
    public static Delivery splitAt(int offset, boolean chunked) {
      return new Delivery(List.of(offset), Optional.empty(), Optional.empty(), chunked);
    }

    /** The body up to an offset, then silence. */
    public static Delivery stallAt(int offset) {
      return new Delivery(List.of(), Optional.empty(), Optional.of(offset), true);
    }
  }
}
