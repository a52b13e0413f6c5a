package dev.berth.forge.mirror;

import dev.berth.core.forge.Mirror.Checkpoint;
import dev.berth.core.forge.Mirror.Kept;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.Ulid;
import dev.berth.forge.git.Git;
import dev.berth.forge.git.Oid;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes out of a mirror what nobody wants any more. Runs under the repository's lock, so that no
 * ref moves and no push is taken over meanwhile; packs that come in are in quarantines, which are
 * not looked at. A fetch that reads meanwhile finds what it needs in the new pack.
 */
final class Pruning {
  /** Commits that tasks refer to and that the forge may have no branch for any more. */
  private static final String KEPT = "refs/berth/kept/";

  private static final Duration LONG = Duration.ofMinutes(30);

  private final Git git;
  private final Path mirror;

  Pruning(Git git, Path mirror) {
    this.git = git;
    this.mirror = mirror;
  }

  int run(Kept kept) {
    List<String> changes = new ArrayList<>();
    refs(Checkpoint.PREFIX)
        .forEach(
            (ref, oid) -> {
              String session = ref.substring(Checkpoint.PREFIX.length());
              if (!Ulid.isValid(session) || !kept.checkpoints().test(new SessionId(session))) {
                changes.add("delete " + ref + " " + oid);
              }
            });
    int removed = changes.size();
    if (removed == 0) {
      return 0;
    }
    keep(kept.commits().get(), changes);
    git.on(mirror)
        .reading(String.join("\n", changes) + "\n")
        .run("update-ref", "--no-deref", "--stdin");
    git.on(mirror).within(LONG).run("repack", "-a", "-d", "-q");
    git.on(mirror).within(LONG).run("prune", "--expire=now");
    return removed;
  }

  private void keep(Set<String> commits, List<String> changes) {
    Map<String, String> before = refs(KEPT);
    Set<String> present = present(commits);
    for (String oid : present) {
      if (!before.containsKey(KEPT + oid)) {
        changes.add("create " + KEPT + oid + " " + oid);
      }
    }
    before.forEach(
        (ref, oid) -> {
          if (!present.contains(oid)) {
            changes.add("delete " + ref + " " + oid);
          }
        });
  }

  /** Those that the mirror has, as commits. */
  private Set<String> present(Set<String> commits) {
    Set<String> wanted = new TreeSet<>();
    commits.forEach(oid -> wanted.add(new Oid(oid).value()));
    Set<String> present = new TreeSet<>();
    if (!wanted.isEmpty()) {
      git
          .on(mirror)
          .reading(String.join("\n", wanted) + "\n")
          .run("cat-file", "--batch-check=%(objectname) %(objecttype)")
          .lines()
          .stream()
          .filter(line -> line.endsWith(" commit"))
          .forEach(line -> present.add(line.substring(0, line.indexOf(' '))));
    }
    return present;
  }

  private Map<String, String> refs(String prefix) {
    Map<String, String> refs = new LinkedHashMap<>();
    git.on(mirror)
        .run("for-each-ref", "--format=%(objectname) %(refname)", "--", prefix)
        .lines()
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              refs.put(line.substring(space + 1), line.substring(0, space));
            });
    return refs;
  }
}
