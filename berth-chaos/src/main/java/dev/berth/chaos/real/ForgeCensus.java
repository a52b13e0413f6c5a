package dev.berth.chaos.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What arrived at the forge, read from the bare repositories with plain git: branches, their logs,
 * and every commit object, those of deleted branches too.
 */
final class ForgeCensus {
  private static final String BRANCHES = "refs/heads/berth/";

  private final Lab lab;
  private final Map<String, List<String>> branches = new HashMap<>();
  private final Map<String, Integer> commits = new HashMap<>();
  private final List<String> twice = new ArrayList<>();
  private final List<String> empty = new ArrayList<>();

  private ForgeCensus(Lab lab) {
    this.lab = lab;
  }

  /** Looks at all repositories of the lab. */
  static ForgeCensus of(Lab lab) {
    ForgeCensus census = new ForgeCensus(lab);
    Lab.REPOSITORIES.forEach(repository -> census.look(lab.forge(repository)));
    return census;
  }

  private void look(Path forge) {
    for (String line :
        PlainGit.run(forge, "for-each-ref", "--format=%(refname) %(objectname)", BRANCHES)) {
      String[] words = line.split(" ", -1);
      String ref = words[0];
      String task = ref.substring(BRANCHES.length()).split("/", -1)[0];
      branches.computeIfAbsent(task, key -> new ArrayList<>()).add(ref);
      long pushes = logged(forge.resolve("logs").resolve(ref));
      if (pushes > 1) {
        twice.add(ref + " was moved " + pushes + " times");
      }
      if (PlainGit.run(forge, "rev-list", "--count", "main.." + ref).equals(List.of("0"))) {
        empty.add("branch " + ref + " without a commit");
      }
    }
    for (String line : commitsOf(forge)) {
      if (!line.isBlank()) {
        commits.merge(line.strip().toLowerCase(Locale.ROOT), 1, Integer::sum);
      }
    }
  }

  /** The task of every commit object, by the trailer that Berth's commits carry. */
  private static List<String> commitsOf(Path forge) {
    List<String> command = new ArrayList<>(List.of("log", "--no-walk=unsorted"));
    command.add("--format=%(trailers:key=Task-Id,valueonly,separator=%x20)");
    List<String> oids =
        PlainGit.run(
                forge,
                "cat-file",
                "--batch-all-objects",
                "--batch-check=%(objecttype) %(objectname)")
            .stream()
            .filter(line -> line.startsWith("commit "))
            .map(line -> line.substring("commit ".length()))
            .toList();
    command.addAll(oids);
    return PlainGit.run(forge, command.toArray(String[]::new));
  }

  private static long logged(Path log) {
    try {
      return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Effects that came more than once. */
  List<String> doubles() {
    List<String> doubles = new ArrayList<>(twice);
    commits.forEach(
        (task, count) -> {
          if (count > 1) {
            doubles.add("task " + task + " has " + count + " commits");
          }
        });
    branches.forEach(
        (task, refs) -> {
          if (refs.size() > 1) {
            doubles.add("task " + task + " has the branches " + refs);
          }
        });
    Map<String, Integer> opened = new HashMap<>();
    Journal.lines(lab.control(), Journal.CHANGE_REQUEST)
        .forEach(task -> opened.merge(task, 1, Integer::sum));
    opened.forEach(
        (task, count) -> {
          if (count > 1) {
            doubles.add("task " + task + " has opened " + count + " change requests");
          }
        });
    return doubles;
  }

  /** Branches that nobody has a use for. */
  List<String> leftovers() {
    return List.copyOf(empty);
  }

  /** Tasks with a branch, in lower case. */
  Set<String> tasks() {
    return Set.copyOf(branches.keySet());
  }

  /** Branches and change requests. */
  long things() {
    return branches.values().stream().mapToLong(List::size).sum()
        + Journal.lines(lab.control(), Journal.CHANGE_REQUEST).size();
  }
}
