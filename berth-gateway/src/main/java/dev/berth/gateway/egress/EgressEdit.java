package dev.berth.gateway.egress;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.repo.RepoSettings.Egress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Allows and denies entries of a repository's egress list by one word each: a host, a suffix, or
 * the name of a registry. Immutable.
 */
public final class EgressEdit {
  /** Entries that a repository may have. */
  private static final int MOST = 500;

  private final Registries registries;
  private final Set<String> privateHosts;
  private final Set<String> forbiddenHosts;

  /**
   * @param privateHosts hosts that may have private addresses: these may be single labels
   * @param forbiddenHosts hosts that have doors of their own
   */
  public EgressEdit(Registries registries, Set<String> privateHosts, Set<String> forbiddenHosts) {
    this.registries = registries;
    this.privateHosts = Set.copyOf(privateHosts);
    this.forbiddenHosts = Set.copyOf(forbiddenHosts);
  }

  /**
   * The list with these words allowed, and then those denied. Allowing what is allowed, and denying
   * what is not, changes nothing.
   *
   * @throws BerthException {@code VALIDATION_ERROR} with every word that cannot be; nothing is
   *     changed then
   */
  public Egress apply(Egress before, List<String> allow, List<String> deny) {
    List<FieldProblem> problems = new ArrayList<>();
    Set<String> hosts = new LinkedHashSet<>(before.hosts());
    Set<String> names = new LinkedHashSet<>(before.registries());
    for (String word : allow) {
      if (registries.isKnown(word)) {
        names.add(word);
      } else {
        allowed(word, problems).ifPresent(hosts::add);
      }
    }
    List<Target> denied = new ArrayList<>();
    for (String word : deny) {
      if (!names.remove(word)) {
        denied(word, hosts, problems).ifPresent(denied::add);
      }
    }
    Egress after = new Egress(List.copyOf(hosts), List.copyOf(names));
    stillAllowed(after, denied, problems);
    if (hosts.size() > MOST) {
      problems.add(new FieldProblem("allow", "LENGTH", "a list has " + MOST + " hosts at most"));
    }
    if (!problems.isEmpty()) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR,
          problems.size() == 1 ? problems.getFirst().message() : problems.size() + " problems",
          problems,
          null);
    }
    return after;
  }

  private Optional<String> allowed(String word, List<FieldProblem> problems) {
    Optional<HostForm> form = HostForm.read(word);
    if (form.isEmpty()) {
      problems.add(problem("allow", word, HostForm.problem(word)));
      return Optional.empty();
    }
    Target target = form.get().target();
    if (TargetJudge.isForbidden(forbiddenHosts, target)) {
      problems.add(
          problem("allow", word, "has a door of its own at the gateway; it needs no allowing"));
    } else if (form.get().below() && SharedSuffixes.isShared(target.host())) {
      problems.add(
          problem("allow", word, "is a suffix that strangers share; name the host exactly"));
    } else if (isSingleLabel(target) && !privateHosts.contains(target.host())) {
      problems.add(
          problem(
              "allow",
              word,
              "is no registry here (there are "
                  + String.join(", ", registries.names())
                  + "), and a host is written with its dots"));
    } else {
      return Optional.of(form.get().text());
    }
    return Optional.empty();
  }

  private static boolean isSingleLabel(Target target) {
    return target.host().indexOf('.') < 0;
  }

  /** Takes the word from the hosts; answers the target that must not be allowed afterwards. */
  private Optional<Target> denied(String word, Set<String> hosts, List<FieldProblem> problems) {
    if (registries.isKnown(word) || hosts.remove(word)) {
      return HostForm.read(word).filter(form -> !form.below()).map(HostForm::target);
    }
    Optional<HostForm> form = HostForm.read(word);
    if (form.isEmpty()) {
      problems.add(problem("deny", word, HostForm.problem(word)));
      return Optional.empty();
    }
    hosts.removeIf(entry -> HostForm.read(entry).equals(form));
    return form.filter(f -> !f.below()).map(HostForm::target);
  }

  private void stillAllowed(Egress after, List<Target> denied, List<FieldProblem> problems) {
    EgressRules rules = EgressRules.stored(after, registries);
    for (Target target : denied) {
      rules
          .allowedBy(target)
          .ifPresent(
              by ->
                  problems.add(
                      problem(
                          "deny",
                          target.toString(),
                          "would still be allowed by '" + by + "'; deny that")));
    }
  }

  private static FieldProblem problem(String field, String word, String message) {
    String shown = word.length() > 100 ? word.substring(0, 100) + "..." : word;
    return new FieldProblem(field, "INVALID", "'" + shown + "' " + message);
  }
}
