package dev.berth.core.session;

import java.time.Instant;

/** Something that Berth tells a running agent, numbered and repeated until it is acknowledged. */
public sealed interface Directive {
  /** When it was given. */
  Instant at();

  /** Stop as soon as possible. */
  record Cancel(String reason, Instant at) implements Directive {}

  /** A person's words, to be read between turns. */
  record Nudge(String text, Instant at) implements Directive {}

  /** Finish now: push what is good and report. */
  record Land(String reason, Instant at) implements Directive {}

  /** A human said no to a step, and perhaps why; the step's own answer has said so before. */
  record Denial(String text, Instant at) implements Directive {}

  /** The deadline has changed. */
  record Deadline(Instant deadline, Instant at) implements Directive {}
}
