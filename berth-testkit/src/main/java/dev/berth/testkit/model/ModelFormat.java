package dev.berth.testkit.model;

/** What is spoken with the fake provider. */
public enum ModelFormat {
  OPENAI,
  ANTHROPIC
}
