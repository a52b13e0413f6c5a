package dev.berth.gateway.egress;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.repo.RepoSettings.Egress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which targets a repository's sessions may reach: exact hosts and suffixes, each with a port, 443
 * where none is written. Everything else is denied. Immutable.
 */
public final class EgressRules {
  /** The port of HTTPS, which is what the door is for. */
  public static final int HTTPS = 443;

  private static final String ANY_BELOW = "*.";

  private final Set<Target> exact;
  private final List<Target> suffixes;

  private EgressRules(Set<Target> exact, List<Target> suffixes) {
    this.exact = Set.copyOf(exact);
    this.suffixes = List.copyOf(suffixes);
  }

  /**
   * Reads a repository's settings.
   *
   * @throws BerthException {@code VALIDATION_ERROR} with every entry that is not allowed
   */
  public static EgressRules of(Egress egress, Registries registries) {
    List<FieldProblem> problems = new ArrayList<>();
    Set<Target> exact = new HashSet<>();
    List<Target> suffixes = new ArrayList<>();
    for (String entry : egress.hosts()) {
      boolean below = entry.startsWith(ANY_BELOW);
      Optional<Target> target =
          Target.parse(below ? entry.substring(ANY_BELOW.length()) : entry, HTTPS);
      if (target.isEmpty()) {
        problems.add(problem("hosts", entry, "is not a host, *.suffix or host:port"));
      } else if (below && SharedSuffixes.isShared(target.get().host())) {
        problems.add(
            problem("hosts", entry, "is a suffix that strangers share; name the host exactly"));
      } else if (below) {
        suffixes.add(target.get());
      } else {
        exact.add(target.get());
      }
    }
    for (String name : egress.registries()) {
      Optional<List<String>> hosts = registries.find(name);
      if (hosts.isEmpty()) {
        problems.add(
            problem("registries", name, "is not one of " + String.join(", ", registries.names())));
      }
      hosts.ifPresent(all -> all.forEach(host -> exact.add(new Target(host, HTTPS))));
    }
    if (!problems.isEmpty()) {
      FieldProblem first = problems.getFirst();
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR, first.field() + " " + first.message(), problems, null);
    }
    return new EgressRules(exact, suffixes);
  }

  private static FieldProblem problem(String list, String entry, String message) {
    String shown = entry.length() > 100 ? entry.substring(0, 100) : entry;
    return new FieldProblem("egress." + list, "INVALID", "'" + shown + "' " + message);
  }

  /** Whether a target may be reached. */
  public boolean allows(Target target) {
    return exact.contains(target)
        || suffixes.stream()
            .anyMatch(
                suffix ->
                    suffix.port() == target.port() && target.host().endsWith("." + suffix.host()));
  }
}
