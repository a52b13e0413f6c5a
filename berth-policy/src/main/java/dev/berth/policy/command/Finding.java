package dev.berth.policy.command;

import dev.berth.policy.shell.State;
import dev.berth.policy.shell.UnreadableException;
import dev.berth.policy.shell.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code find}: what it deletes, and what it runs for each file. */
final class Finding {
  private static final Set<String> NAMES =
      Set.of("-name", "-iname", "-path", "-ipath", "-wholename", "-regex", "-iregex", "-lname");
  private static final Set<String> NARROW =
      Set.of("-mtime", "-mmin", "-newer", "-size", "-empty", "-user", "-ctime", "-atime", "-perm");
  private static final Set<String> RUN =
      Set.of("-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch");

  private final Programs programs;

  Finding(Programs programs) {
    this.programs = programs;
  }

  void look(Programs.Run run, State state) throws UnreadableException {
    List<String> words = run.arguments();
    List<String> roots = roots(words);
    Optional<String> name = name(words);
    boolean narrow = name.isPresent() || words.stream().anyMatch(NARROW::contains);
    if (words.contains("-delete") && !narrow) {
      roots.forEach(run::deletesTree);
    }
    for (int i = 0; i < words.size(); i++) {
      if (RUN.contains(words.get(i))) {
        i = execute(run, words, i + 1, found(roots, name, narrow), state);
      }
    }
  }

  private static List<String> roots(List<String> words) {
    List<String> roots = new ArrayList<>();
    for (String word : words) {
      if (word.startsWith("-") || word.equals("(") || word.equals("!")) {
        if (!roots.isEmpty() || !word.matches("-[HLP]")) {
          break;
        }
      } else {
        roots.add(word);
      }
    }
    return roots.isEmpty() ? List.of(".") : roots;
  }

  private static Optional<String> name(List<String> words) {
    for (int i = 0; i + 1 < words.size(); i++) {
      if (NAMES.contains(words.get(i))) {
        return Optional.of(words.get(i + 1).replace('*', Value.SOME).replace('?', Value.SOME));
      }
    }
    return Optional.empty();
  }

  /** What stands for {@code {}}: everything below a root, or names that are known in part. */
  private static String found(List<String> roots, Optional<String> name, boolean narrow) {
    String root = roots.getFirst();
    String start = root.endsWith("/") ? root : root + "/";
    return narrow ? start + Value.SOME + "/" + name.orElse(String.valueOf(Value.SOME)) : start;
  }

  private int execute(Programs.Run run, List<String> words, int from, String found, State state)
      throws UnreadableException {
    List<String> command = new ArrayList<>();
    int at = from;
    while (at < words.size() && !words.get(at).equals(";") && !words.get(at).equals("+")) {
      command.add(words.get(at).replace("{}", found));
      at++;
    }
    if (!command.isEmpty()) {
      programs.run(run.command().within(command, state.directory()), state.copy());
    }
    return at;
  }
}
