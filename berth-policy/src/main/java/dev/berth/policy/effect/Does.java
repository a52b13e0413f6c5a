package dev.berth.policy.effect;

import dev.berth.policy.rule.Action;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes deeds as the schema has them. */
public final class Does {
  private Does() {}

  /**
   * Writing a file.
   *
   * @param path normalised
   * @param command the simple command that does it
   */
  public static Deed write(String path, Setting setting, Optional<String> command) {
    return file(path, setting.kinds().of(path, false), false, setting, command);
  }

  /** Taking a file away. */
  public static Deed delete(String path, Setting setting, Optional<String> command) {
    return file(path, setting.kinds().of(path, true), true, setting, command);
  }

  /** Making a symbolic link in a commit. */
  public static Deed link(String path, Setting setting) {
    return file(path, setting.kinds().ofLink(path), false, setting, Optional.empty());
  }

  private static Deed file(
      String path, Set<String> kinds, boolean deletes, Setting setting, Optional<String> command) {
    return new Deed(
        Action.WRITE_FILE,
        Optional.of(path),
        setting.door(),
        Map.of("file_path", path, "kinds", kinds, "deletes", deletes, "unresolved", false),
        command);
  }

  /** Writing a file of which nobody knows which. */
  public static Deed unresolvedWrite(Setting setting, Optional<String> command) {
    return new Deed(
        Action.WRITE_FILE,
        Optional.empty(),
        setting.door(),
        Map.of("file_path", "", "kinds", Set.of(), "deletes", false, "unresolved", true),
        command);
  }

  /**
   * A push of one ref.
   *
   * @param ref full name; empty when it cannot be known
   */
  public record Push(
      String ref, String remote, boolean force, boolean delete, boolean unresolved) {}

  /** Pushing. Doors see it, whoever asks. */
  public static Deed push(Push push, Setting setting, Optional<String> command) {
    return new Deed(
        Action.GIT_PUSH,
        push.ref().isEmpty() ? Optional.empty() : Optional.of(push.ref()),
        true,
        Map.of(
            "ref", push.ref(),
            "remote", push.remote(),
            "force", push.force(),
            "delete", push.delete(),
            "protected", setting.branches().has(push.ref()),
            "unresolved", push.unresolved()),
        command);
  }

  /** Reaching a host. Doors see it, whoever asks. */
  public static Deed fetch(String host, long port, Optional<String> command) {
    return new Deed(
        Action.WEB_FETCH,
        host.isEmpty() ? Optional.empty() : Optional.of(host),
        true,
        Map.of("host", host, "port", port, "unresolved", host.isEmpty()),
        command);
  }

  /**
   * A simple command.
   *
   * @param name of the program, without its directory
   * @param deletes what it deletes with everything below
   * @param sql what statements it hands to a database
   */
  public record Run(
      String text,
      String name,
      Collection<String> argv,
      Collection<String> deletes,
      Collection<String> sql,
      boolean unresolved) {}

  /** Running a simple command. */
  public static Deed run(Run run) {
    return new Deed(
        Action.EXECUTE_BASH,
        run.unresolved() ? Optional.empty() : Optional.of(run.name()),
        false,
        Map.of(
            "command",
            run.text(),
            "name",
            run.name(),
            "argv",
            new TreeSet<>(run.argv()),
            "deletes",
            new TreeSet<>(run.deletes()),
            "sql",
            new TreeSet<>(run.sql()),
            "unparsed",
            false,
            "unresolved",
            run.unresolved()),
        Optional.of(run.text()));
  }

  /** A line that nobody can read. */
  public static Deed unreadable(String line) {
    return new Deed(
        Action.EXECUTE_BASH,
        Optional.empty(),
        false,
        Map.of(
            "command",
            line,
            "name",
            "",
            "argv",
            Set.of(),
            "deletes",
            Set.of(),
            "sql",
            Set.of(),
            "unparsed",
            true,
            "unresolved",
            false),
        Optional.of(line));
  }
}
