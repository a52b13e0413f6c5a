package dev.berth.server.repo;

import dev.berth.api.repo.RepoSettings;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoSettings.Egress;
import dev.berth.core.repo.RepoSettings.TaskDefaults;
import dev.berth.core.repo.Repository;
import dev.berth.gateway.egress.EgressRules;
import dev.berth.gateway.egress.Registries;
import dev.berth.server.http.MicroUsd;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Repository settings between the API and the core: validates, applies, resets, and shows what is
 * in force.
 */
public final class SettingsMapping {
  private static final Set<String> FIELDS =
      Set.of(
          "build_command",
          "lint_command",
          "workflow_ref",
          "model",
          "max_turns",
          "max_budget_usd",
          "approval_timeout_s",
          "max_running",
          "egress_hosts",
          "egress_registries",
          "protected_paths",
          "members",
          "approvers",
          "policy");

  /** People on one list of a repository. */
  private static final int MOST_USERS = 1_000;

  private final Defaults defaults;
  private final Registries registries;
  private final RuleCheck rules;

  /**
   * @param defaults what holds where a repository chose nothing
   * @param registries the package registry lists
   * @param rules looks at a repository's own rules
   */
  public SettingsMapping(Defaults defaults, Registries registries, RuleCheck rules) {
    this.defaults = defaults;
    this.registries = registries;
    this.rules = rules;
  }

  /** Looks at rules before they are stored. */
  public interface RuleCheck {
    /**
     * Refuses a text with mistakes.
     *
     * @param file how messages name it
     * @throws BerthException {@code POLICY_INVALID} with all of them
     */
    void check(String file, String text);
  }

  /** The installation's values. */
  public record Defaults(
      String workflow,
      Optional<String> model,
      int maxTurns,
      long budgetMicroUsd,
      Duration approvalTimeout,
      int maxRunning,
      List<String> protectedPaths) {}

  /**
   * The settings with what the request names put over them; adds a problem for each value that is
   * not valid.
   */
  dev.berth.core.repo.RepoSettings apply(
      dev.berth.core.repo.RepoSettings base,
      @Nullable RepoSettings wanted,
      List<FieldProblem> problems) {
    if (wanted == null) {
      return base;
    }
    check(wanted, problems);
    TaskDefaults tasks =
        new TaskDefaults(
            or(wanted.maxTurns(), base.tasks().maxTurns()),
            or(micro(wanted.maxBudgetUsd()), base.tasks().budgetMicroUsd()),
            or(seconds(wanted.approvalTimeoutS()), base.tasks().approvalTimeout()));
    return new dev.berth.core.repo.RepoSettings(
        or(wanted.workflowRef(), base.workflow()),
        or(wanted.buildCommand(), base.buildCommand()),
        or(wanted.lintCommand(), base.lintCommand()),
        wanted.model() == null ? base.models() : List.of(wanted.model()),
        tasks,
        new Egress(
            wanted.egressHosts() == null ? base.egress().hosts() : wanted.egressHosts(),
            wanted.egressRegistries() == null
                ? base.egress().registries()
                : wanted.egressRegistries()),
        or(wanted.protectedPaths(), base.protectedPaths()),
        users("approvers", wanted.approvers(), problems).orElse(base.approvers()),
        users("members", wanted.members(), problems).orElse(base.members()),
        or(wanted.maxRunning(), base.maxRunning()),
        or(wanted.policy(), base.policy()));
  }

  /** The settings without these fields. */
  dev.berth.core.repo.RepoSettings reset(
      dev.berth.core.repo.RepoSettings base,
      @Nullable List<String> fields,
      List<FieldProblem> problems) {
    Set<String> names = fields == null ? Set.of() : Set.copyOf(fields);
    names.stream()
        .filter(name -> !FIELDS.contains(name))
        .forEach(
            name ->
                problems.add(new FieldProblem("reset", "UNKNOWN", "no setting '" + name + "'")));
    return new dev.berth.core.repo.RepoSettings(
        kept(names, "workflow_ref", base.workflow()),
        kept(names, "build_command", base.buildCommand()),
        kept(names, "lint_command", base.lintCommand()),
        names.contains("model") ? List.of() : base.models(),
        new TaskDefaults(
            kept(names, "max_turns", base.tasks().maxTurns()),
            kept(names, "max_budget_usd", base.tasks().budgetMicroUsd()),
            kept(names, "approval_timeout_s", base.tasks().approvalTimeout())),
        new Egress(
            names.contains("egress_hosts") ? List.of() : base.egress().hosts(),
            names.contains("egress_registries") ? List.of() : base.egress().registries()),
        kept(names, "protected_paths", base.protectedPaths()),
        names.contains("approvers") ? Set.of() : base.approvers(),
        names.contains("members") ? Set.of() : base.members(),
        kept(names, "max_running", base.maxRunning()),
        kept(names, "policy", base.policy()));
  }

  /** What the repository chose; null where it chose nothing. */
  RepoSettings chosen(Repository repository) {
    var s = repository.settings();
    return new RepoSettings(
        repository.defaultBranch(),
        s.buildCommand().orElse(null),
        s.lintCommand().orElse(null),
        s.workflow().orElse(null),
        s.models().isEmpty() ? null : s.models().getFirst(),
        s.tasks().maxTurns().orElse(null),
        s.tasks().budgetMicroUsd().map(SettingsMapping::usd).orElse(null),
        s.tasks().approvalTimeout().map(d -> Math.toIntExact(d.toSeconds())).orElse(null),
        s.maxRunning().orElse(null),
        s.egress().hosts(),
        s.egress().registries(),
        s.protectedPaths().orElse(null),
        s.members().isEmpty() ? null : names(s.members()),
        s.approvers().isEmpty() ? null : names(s.approvers()),
        s.policy().orElse(null));
  }

  /** What is in force, defaults included. */
  RepoSettings effective(Repository repository) {
    var s = repository.settings();
    return new RepoSettings(
        repository.defaultBranch(),
        s.buildCommand().orElse(null),
        s.lintCommand().orElse(null),
        s.workflow().orElse(defaults.workflow()),
        s.models().isEmpty() ? defaults.model().orElse(null) : s.models().getFirst(),
        s.tasks().maxTurns().orElse(defaults.maxTurns()),
        usd(s.tasks().budgetMicroUsd().orElse(defaults.budgetMicroUsd())),
        Math.toIntExact(s.tasks().approvalTimeout().orElse(defaults.approvalTimeout()).toSeconds()),
        s.maxRunning().orElse(defaults.maxRunning()),
        s.egress().hosts(),
        s.egress().registries(),
        s.protectedPaths().orElse(defaults.protectedPaths()),
        s.members().isEmpty() ? null : names(s.members()),
        names(s.approvers()),
        s.policy().orElse(null));
  }

  private void check(RepoSettings wanted, List<FieldProblem> problems) {
    within("max_turns", wanted.maxTurns(), 1, 500, problems);
    within("approval_timeout_s", wanted.approvalTimeoutS(), 30, 86_400, problems);
    within("max_running", wanted.maxRunning(), 1, 100_000, problems);
    BigDecimal budget = wanted.maxBudgetUsd();
    if (budget != null
        && (budget.compareTo(new BigDecimal("0.01")) < 0
            || budget.compareTo(new BigDecimal("1000")) > 0)) {
      problems.add(new FieldProblem("settings.max_budget_usd", "RANGE", "from 0.01 to 1000"));
    }
    String policy = wanted.policy();
    if (policy != null) {
      rules.check("policy", policy);
    }
    shortText("build_command", wanted.buildCommand(), problems);
    shortText("lint_command", wanted.lintCommand(), problems);
    try {
      EgressRules.of(
          new Egress(orEmpty(wanted.egressHosts()), orEmpty(wanted.egressRegistries())),
          registries);
    } catch (BerthException e) {
      e.problems()
          .forEach(
              p ->
                  problems.add(
                      new FieldProblem(
                          "settings." + p.field().replace('.', '_'), p.code(), p.message())));
    }
  }

  /** A list of users, when one was sent. None at all would mean everybody, so it is not a list. */
  private static Optional<Set<UserId>> users(
      String field, @Nullable List<String> wanted, List<FieldProblem> problems) {
    if (wanted == null) {
      return Optional.empty();
    }
    if (wanted.isEmpty() || wanted.size() > MOST_USERS) {
      problems.add(
          new FieldProblem(
              "settings." + field, "LENGTH", "1 to 1,000 users; to name nobody, reset " + field));
    }
    Set<UserId> users = new HashSet<>();
    for (String user : wanted) {
      try {
        users.add(new UserId(user));
      } catch (IllegalArgumentException e) {
        problems.add(new FieldProblem("settings." + field, "FORM", String.valueOf(e.getMessage())));
      }
    }
    return Optional.of(users);
  }

  private static List<String> names(Set<UserId> users) {
    return users.stream().sorted().map(UserId::value).toList();
  }

  private static void within(
      String field, @Nullable Integer value, int least, int most, List<FieldProblem> problems) {
    if (value != null && (value < least || value > most)) {
      problems.add(new FieldProblem("settings." + field, "RANGE", "from " + least + " to " + most));
    }
  }

  private static void shortText(String field, @Nullable String value, List<FieldProblem> problems) {
    if (value != null && (value.isBlank() || value.length() > 1_000 || value.indexOf('\0') >= 0)) {
      problems.add(
          new FieldProblem("settings." + field, "FORM", "1 to 1,000 characters of a shell line"));
    }
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? new ArrayList<>() : list;
  }

  private static <T> Optional<T> or(@Nullable T wanted, Optional<T> base) {
    return wanted == null ? base : Optional.of(wanted);
  }

  private static <T> Optional<T> kept(Set<String> reset, String name, Optional<T> value) {
    return reset.contains(name) ? Optional.empty() : value;
  }

  private static @Nullable Long micro(@Nullable BigDecimal usd) {
    return usd == null ? null : MicroUsd.of(usd);
  }

  private static @Nullable Duration seconds(@Nullable Integer seconds) {
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  private static BigDecimal usd(long micro) {
    return BigDecimal.valueOf(micro, 6).stripTrailingZeros();
  }
}
