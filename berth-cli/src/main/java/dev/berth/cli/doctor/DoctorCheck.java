package dev.berth.cli.doctor;

/** One thing Berth needs, and how to find out whether it is there. */
public interface DoctorCheck {
  /** What is checked, in a few words: {@code git}, {@code sandbox}. */
  String name();

  /** Looks. Answers, and never throws, when the thing is missing. */
  Finding look();

  /** What was found. */
  sealed interface Finding {
    /** It is there. */
    record Good(String detail) implements Finding {}

    /** Berth works without it, but something is lost. */
    record Weak(String detail, String remedy) implements Finding {}

    /** Berth cannot work like this. */
    record Bad(String detail, String remedy) implements Finding {}
  }
}
