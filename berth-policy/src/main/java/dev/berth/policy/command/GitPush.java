package dev.berth.policy.command;

import dev.berth.policy.effect.Does;
import dev.berth.policy.effect.Setting;
import dev.berth.policy.shell.State;
import dev.berth.policy.shell.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code git push}: which refs, and how. For one line. */
final class GitPush {
  private static final Set<String> VALUED =
      Set.of("o", "push-option", "repo", "receive-pack", "exec", "upload-pack");
  private static final String HEADS = "refs/heads/";

  private final Found found;
  private final Setting setting;
  private final State state;

  GitPush(Found found, Setting setting, State state) {
    this.found = found;
    this.setting = setting;
    this.state = state;
  }

  void look(GitCommand.Invocation git, Programs.Run run) {
    Arguments arguments = Arguments.of(git.words(), VALUED);
    if (arguments.has("n", "dry-run") || arguments.begins("dry-run")) {
      return;
    }
    List<String> operands = new ArrayList<>(arguments.operands());
    String remote =
        operands.isEmpty() ? arguments.value("repo").orElse("origin") : operands.removeFirst();
    boolean force =
        arguments.has("f", "force")
            || arguments.begins("force-with-lease")
            || arguments.begins("force-if-includes");
    boolean delete = arguments.has("d") || arguments.begins("delete");
    boolean mirror = arguments.begins("mirror") || isMirror(git, remote);
    Options options = new Options(remote, force, delete || arguments.begins("prune"), git.slot());
    if (Value.isUnknown(remote)) {
      run.unresolve();
    }
    if (mirror) {
      push(options, "refs/heads/" + main(), true, true);
      return;
    }
    if (arguments.begins("all") || arguments.begins("branches")) {
      push(options, "refs/heads/" + main(), force, false);
    }
    if (operands.isEmpty()) {
      configured(git, remote).ifPresent(operands::add);
    }
    if (operands.isEmpty() && !arguments.has("all", "branches", "tags")) {
      operands.add("HEAD");
    }
    operands.removeIf(word -> word.equals("tag"));
    operands.forEach(word -> refspec(word, options));
  }

  private static Optional<String> configured(GitCommand.Invocation git, String remote) {
    return Optional.ofNullable(git.settings().get("remote." + remote + ".push"));
  }

  private static boolean isMirror(GitCommand.Invocation git, String remote) {
    return "true".equals(git.settings().get("remote." + remote + ".mirror"));
  }

  /** Which branch everybody builds on: what is pushed with all others. */
  private String main() {
    return setting.branches().first();
  }

  private void refspec(String word, Options options) {
    boolean force = word.startsWith("+");
    String spec = force ? word.substring(1) : word;
    int colon = spec.lastIndexOf(':');
    String to = colon < 0 ? spec : spec.substring(colon + 1);
    boolean delete = colon == 0 && !to.isEmpty();
    if (to.isEmpty()) {
      to = colon > 0 ? spec.substring(0, colon) : "HEAD";
    }
    push(options, full(to), force || options.force(), delete || options.delete());
  }

  private String full(String name) {
    if (name.equals("HEAD") || name.equals("@")) {
      String branch = GitCommand.current(state);
      return branch.startsWith("refs/") || branch.equals("HEAD") ? branch : HEADS + branch;
    }
    if (name.startsWith("refs/")) {
      return name;
    }
    return name.startsWith("heads/") || name.startsWith("tags/") ? "refs/" + name : HEADS + name;
  }

  private void push(Options options, String ref, boolean force, boolean delete) {
    boolean unresolved = ref.indexOf(Value.ANY) >= 0 || Value.isUnknown(options.remote());
    String known = Value.isUnknown(ref.replace(HEADS, "")) ? "" : Value.shown(ref);
    boolean wild = ref.startsWith(HEADS) && (ref.indexOf('*') >= 0 || ref.indexOf(Value.SOME) >= 0);
    found.push(
        new Does.Push(
            wild && !unresolved ? HEADS + main() : known,
            Value.shown(options.remote()),
            force,
            delete,
            unresolved),
        options.slot());
  }

  private record Options(String remote, boolean force, boolean delete, Found.Slot slot) {}
}
