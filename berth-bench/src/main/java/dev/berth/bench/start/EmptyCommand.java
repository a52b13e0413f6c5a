package dev.berth.bench.start;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The baseline of the command line: a picocli program with one command that does nothing. */
@Command(name = "empty", mixinStandardHelpOptions = true, description = "Does nothing.")
public final class EmptyCommand implements Runnable {
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new EmptyCommand()).execute(arguments));
  }

  @Override
  public void run() {
    // Nothing is what it is for.
  }
}
