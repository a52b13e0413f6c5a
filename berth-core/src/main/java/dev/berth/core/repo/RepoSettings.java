package dev.berth.core.repo;

import dev.berth.core.id.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator chose for a repository.
 *
 * @param workflow the workflow of tasks that name none
 * @param buildCommand a shell line run at the root of a checkout; exit code 0 is green
 * @param lintCommand likewise
 * @param models names of the models that its tasks may call; the first is the default; empty: the
 *     installation's default
 * @param tasks defaults of its tasks
 * @param egress what its sessions may reach
 * @param protectedPaths globs of paths that a push may not change without an approval; empty: the
 *     installation's default
 * @param approvers who may decide gates besides the owner
 * @param members who may use it besides operators; empty: everybody of the installation
 * @param maxRunning running tasks at a time, empty: the installation's limit
 * @param policy its own rules, beside the built-in ones; a text that loads
 */
public record RepoSettings(
    Optional<String> workflow,
    Optional<String> buildCommand,
    Optional<String> lintCommand,
    List<String> models,
    TaskDefaults tasks,
    Egress egress,
    Optional<List<String>> protectedPaths,
    Set<UserId> approvers,
    Set<UserId> members,
    Optional<Integer> maxRunning,
    Optional<String> policy) {
  public RepoSettings {
    models = List.copyOf(models);
    protectedPaths = protectedPaths.map(List::copyOf);
    approvers = Set.copyOf(approvers);
    members = Set.copyOf(members);
  }

  /** Without rules of its own. */
  public RepoSettings(
      Optional<String> workflow,
      Optional<String> buildCommand,
      Optional<String> lintCommand,
      List<String> models,
      TaskDefaults tasks,
      Egress egress,
      Optional<List<String>> protectedPaths,
      Set<UserId> approvers,
      Set<UserId> members,
      Optional<Integer> maxRunning) {
    this(
        workflow,
        buildCommand,
        lintCommand,
        models,
        tasks,
        egress,
        protectedPaths,
        approvers,
        members,
        maxRunning,
        Optional.empty());
  }

  /** Nothing chosen. */
  public static RepoSettings none() {
    return new RepoSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        new TaskDefaults(Optional.empty(), Optional.empty(), Optional.empty()),
        new Egress(List.of(), List.of()),
        Optional.empty(),
        Set.of(),
        Set.of(),
        Optional.empty());
  }

  /** The same with other hosts and registries. */
  public RepoSettings with(Egress other) {
    return new RepoSettings(
        workflow,
        buildCommand,
        lintCommand,
        models,
        tasks,
        other,
        protectedPaths,
        approvers,
        members,
        maxRunning,
        policy);
  }

  /**
   * The same with other rules of its own.
   *
   * @param rules a text that loads; empty: none
   */
  public RepoSettings withPolicy(Optional<String> rules) {
    return new RepoSettings(
        workflow,
        buildCommand,
        lintCommand,
        models,
        tasks,
        egress,
        protectedPaths,
        approvers,
        members,
        maxRunning,
        rules);
  }

  /** What tasks get that name nothing themselves. */
  public record TaskDefaults(
      Optional<Integer> maxTurns,
      Optional<Long> budgetMicroUsd,
      Optional<Duration> approvalTimeout) {}

  /**
   * What sessions may reach beyond their doors.
   *
   * @param hosts exact host names, or {@code *.suffix}
   * @param registries names of package registry lists, such as {@code maven-central}
   */
  public record Egress(List<String> hosts, List<String> registries) {
    public Egress {
      hosts = List.copyOf(hosts);
      registries = List.copyOf(registries);
    }
  }
}
