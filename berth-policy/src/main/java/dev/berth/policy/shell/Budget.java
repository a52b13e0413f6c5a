package dev.berth.policy.shell;

/** Bounds the work of reading one line, whatever it is. For one thread. */
public final class Budget {
  /** Characters of a line, and of all that it hands to other shells, together. */
  private static final int CHARACTERS = 256 * 1024;

  private static final int STEPS = 400_000;
  private static final int COMMANDS = 400;
  private static final int DEPTH = 20;

  private int characters;
  private int steps;
  private int commands;
  private int depth;

  /** A text begins to be read. */
  void text(int length) throws UnreadableException {
    characters += length;
    if (characters > CHARACTERS) {
      throw new UnreadableException("the line is too long");
    }
  }

  void step() throws UnreadableException {
    if (++steps > STEPS) {
      throw new UnreadableException("the line is too much to read");
    }
  }

  /** A simple command was found. */
  public void command() throws UnreadableException {
    if (++commands > COMMANDS) {
      throw new UnreadableException("the line has more than " + COMMANDS + " commands");
    }
  }

  /** Something inside something else begins; {@link #leave} ends it. */
  public void enter() throws UnreadableException {
    if (++depth > DEPTH) {
      throw new UnreadableException("the line is nested too deeply");
    }
  }

  public void leave() {
    depth--;
  }
}
