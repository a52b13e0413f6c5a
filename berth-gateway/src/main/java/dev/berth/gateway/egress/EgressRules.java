package dev.berth.gateway.egress;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.repo.RepoSettings.Egress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which targets a repository's sessions may reach: exact hosts and suffixes, each with a port, 443
 * where none is written. Everything else is denied. Immutable.
 */
public final class EgressRules {
  /** The port of HTTPS, which is what the door is for. */
  public static final int HTTPS = 443;

  /** What is allowed, each with the entry of the list that allows it. */
  private final Map<Target, String> exact;

  private final Map<Target, String> suffixes;

  private EgressRules(Map<Target, String> exact, Map<Target, String> suffixes) {
    this.exact = Map.copyOf(exact);
    this.suffixes = Map.copyOf(suffixes);
  }

  /** Nothing may be reached. */
  public static EgressRules none() {
    return new EgressRules(Map.of(), Map.of());
  }

  /**
   * Reads what somebody wants a repository's settings to be.
   *
   * @throws BerthException {@code VALIDATION_ERROR} with every entry that is not allowed
   */
  public static EgressRules of(Egress egress, Registries registries) {
    List<FieldProblem> problems = new ArrayList<>();
    EgressRules rules = read(egress, registries, problems);
    if (!problems.isEmpty()) {
      FieldProblem first = problems.getFirst();
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR, first.field() + " " + first.message(), problems, null);
    }
    return rules;
  }

  /**
   * Reads a repository's settings as they are stored. What was allowed once and is not known any
   * more, such as a registry that the operator has removed, allows nothing.
   */
  public static EgressRules stored(Egress egress, Registries registries) {
    return read(egress, registries, new ArrayList<>());
  }

  private static EgressRules read(
      Egress egress, Registries registries, List<FieldProblem> problems) {
    Map<Target, String> exact = new LinkedHashMap<>();
    Map<Target, String> suffixes = new LinkedHashMap<>();
    for (String entry : egress.hosts()) {
      Optional<HostForm> form = HostForm.read(entry);
      if (form.isEmpty()) {
        problems.add(problem("hosts", entry, HostForm.problem(entry)));
      } else if (!form.get().below()) {
        exact.put(form.get().target(), entry);
      } else if (SharedSuffixes.isShared(form.get().target().host())) {
        problems.add(
            problem("hosts", entry, "is a suffix that strangers share; name the host exactly"));
      } else {
        suffixes.put(form.get().target(), entry);
      }
    }
    for (String name : egress.registries()) {
      Optional<List<String>> hosts = registries.find(name);
      if (hosts.isEmpty()) {
        problems.add(
            problem("registries", name, "is not one of " + String.join(", ", registries.names())));
      }
      hosts.ifPresent(all -> all.forEach(host -> exact.putIfAbsent(new Target(host, HTTPS), name)));
    }
    return new EgressRules(exact, suffixes);
  }

  private static FieldProblem problem(String list, String entry, String message) {
    String shown = entry.length() > 100 ? entry.substring(0, 100) : entry;
    return new FieldProblem("egress." + list, "INVALID", "'" + shown + "' " + message);
  }

  /** Whether a target may be reached. */
  public boolean allows(Target target) {
    return allowedBy(target).isPresent();
  }

  /** The entry of the list that allows a target: a host, a suffix, the name of a registry. */
  public Optional<String> allowedBy(Target target) {
    return Optional.ofNullable(exact.get(target))
        .or(
            () ->
                suffixes.entrySet().stream()
                    .filter(suffix -> isBelow(target, suffix.getKey()))
                    .map(Map.Entry::getValue)
                    .sorted()
                    .findFirst());
  }

  private static boolean isBelow(Target target, Target suffix) {
    return suffix.port() == target.port() && target.host().endsWith("." + suffix.host());
  }
}
