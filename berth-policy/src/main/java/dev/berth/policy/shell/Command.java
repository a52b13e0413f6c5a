package dev.berth.policy.shell;

import java.util.List;
import java.util.Optional;

/**
 * A simple command as it would run.
 *
 * @param assignments {@code NAME=value} before it
 * @param words its name and arguments; empty for one that only redirects
 * @param writes files that it writes by redirection
 * @param input what it reads, as far as that is known: {@link Value#UNKNOWN} for the output of
 *     another command that is not; empty when nothing is given to it
 * @param directory where it runs, relative to the repository
 */
public record Command(
    List<String> assignments,
    List<String> words,
    List<String> writes,
    Optional<String> input,
    String directory) {
  public Command {
    assignments = List.copyOf(assignments);
    words = List.copyOf(words);
    writes = List.copyOf(writes);
  }

  /** The same with other words. */
  public Command with(List<String> others) {
    return new Command(assignments, others, writes, input, directory);
  }

  /** The same with other words, reading nothing that is known. */
  public Command within(List<String> others, String newDirectory) {
    return new Command(List.of(), others, List.of(), input, newDirectory);
  }
}
