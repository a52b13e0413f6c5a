package dev.berth.policy.command;

import dev.berth.policy.effect.Sql;
import dev.berth.policy.shell.Command;
import java.util.List;

/** Texts that are handed to another machine or container: only databases are looked for. */
final class Elsewhere {
  private Elsewhere() {}

  static void look(Programs.Run run, List<String> words, Command command) {
    boolean talks =
        words.stream()
            .flatMap(word -> List.of(word.split("[\\s;|&]+", 200)).stream())
            .map(Programs::name)
            .anyMatch(Databases.KNOWN::contains);
    if (talks) {
      run.addSql(Sql.destructive(Databases.texts(command)));
    }
  }
}
