package dev.berth.cli.command;

import dev.berth.cli.doctor.ConfigEntry;
import dev.berth.cli.doctor.DoctorCheck;
import java.util.List;
import picocli.CommandLine;

/**
 * A group of commands that the launcher composes with others. Listing them must cost nothing: a set
 * is asked for its names at every start, and for one command, whose classes are loaded only then.
 */
public interface CommandSet {
  /** A command's name and what it does, in a few words, for the overview. */
  record Entry(String name, String summary) {}

  /** Heading of the group in the overview. */
  String title();

  /** Its commands in the order in which they are shown. Names are unique over all sets. */
  List<Entry> commands();

  /**
   * Makes a command.
   *
   * @param name one of {@link #commands()}
   * @param context what the command may touch
   */
  CommandLine command(String name, CliContext context);

  /** What {@code berth doctor} checks for this set. */
  default List<DoctorCheck> doctorChecks(CliContext context) {
    return List.of();
  }

  /** What {@code berth config show} tells about this set's settings. */
  default List<ConfigEntry> configuration(CliContext context) {
    return List.of();
  }
}
