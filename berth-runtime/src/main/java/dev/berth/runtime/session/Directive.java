package dev.berth.runtime.session;

/** What the control plane tells the agent; numbered, so that each is applied once. */
public sealed interface Directive {
  /** The sequence number, from 1, increasing within the session. */
  long seq();

  /** Stop now. */
  record Cancel(long seq) implements Directive {}

  /** Words of a person, to be heard between two turns. */
  record Nudge(long seq, String text) implements Directive {}

  /** A human said no to a step, and perhaps why: to be heard between two turns, once. */
  record Denial(long seq, String text) implements Directive {}

  /** Finish now: push what is good and report. */
  record Land(long seq) implements Directive {}

  /** The deadline moved; the heartbeat's answer has the new one. */
  record Deadline(long seq) implements Directive {}

  /** A directive this version does not know. It is acknowledged and otherwise ignored. */
  record Other(long seq, String type, String text) implements Directive {}
}
