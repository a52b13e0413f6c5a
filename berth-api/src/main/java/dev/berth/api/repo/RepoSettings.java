package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tasks on a repository run. Every field may be null: in a request it means "leave as it is"
 * (on onboarding: the default), in an answer "the installation's default applies".
 *
 * @param defaultBranch base of new branches; absent: the forge's
 * @param buildCommand shell command line that builds and tests; what Berth verifies with
 * @param lintCommand shell command line that lints
 * @param workflowRef default workflow
 * @param model model to use, such as {@code claude-sonnet-4-5} or {@code scripted-1}
 * @param maxTurns 1 to 500
 * @param maxBudgetUsd 0.01 to 1000
 * @param approvalTimeoutS 30 to 86400
 * @param maxRunning tasks that may run at once, 1 to 1000; default 20
 * @param egressHosts exact hosts or {@code *.suffix}; an empty list allows none
 * @param egressRegistries names of ready registry lists, such as {@code maven-central}, {@code npm}
 * @param protectedPaths globs that need approval to change
 * @param members users who may use it besides operators; absent: everybody of the installation
 * @param approvers users who may decide its gates besides the owner of a task
 * @param policy its own rules, in Cedar, 64 KB at most
 */
public record RepoSettings(
    @JsonProperty("default_branch") @Nullable String defaultBranch,
    @JsonProperty("build_command") @Nullable String buildCommand,
    @JsonProperty("lint_command") @Nullable String lintCommand,
    @JsonProperty("workflow_ref") @Nullable String workflowRef,
    @JsonProperty("model") @Nullable String model,
    @JsonProperty("max_turns") @Nullable Integer maxTurns,
    @JsonProperty("max_budget_usd") @Nullable BigDecimal maxBudgetUsd,
    @JsonProperty("approval_timeout_s") @Nullable Integer approvalTimeoutS,
    @JsonProperty("max_running") @Nullable Integer maxRunning,
    @JsonProperty("egress_hosts") @Nullable List<String> egressHosts,
    @JsonProperty("egress_registries") @Nullable List<String> egressRegistries,
    @JsonProperty("protected_paths") @Nullable List<String> protectedPaths,
    @JsonProperty("members") @Nullable List<String> members,
    @JsonProperty("approvers") @Nullable List<String> approvers,
    @JsonProperty("policy") @Nullable String policy) {
  /** Copies its lists, so that the record cannot change. */
  public RepoSettings {
    egressHosts = egressHosts == null ? null : List.copyOf(egressHosts);
    egressRegistries = egressRegistries == null ? null : List.copyOf(egressRegistries);
    protectedPaths = protectedPaths == null ? null : List.copyOf(protectedPaths);
    members = members == null ? null : List.copyOf(members);
    approvers = approvers == null ? null : List.copyOf(approvers);
  }

  /** Says nothing about rules. */
  public RepoSettings(
      @Nullable String defaultBranch,
      @Nullable String buildCommand,
      @Nullable String lintCommand,
      @Nullable String workflowRef,
      @Nullable String model,
      @Nullable Integer maxTurns,
      @Nullable BigDecimal maxBudgetUsd,
      @Nullable Integer approvalTimeoutS,
      @Nullable Integer maxRunning,
      @Nullable List<String> egressHosts,
      @Nullable List<String> egressRegistries,
      @Nullable List<String> protectedPaths,
      @Nullable List<String> members,
      @Nullable List<String> approvers) {
    this(
        defaultBranch,
        buildCommand,
        lintCommand,
        workflowRef,
        model,
        maxTurns,
        maxBudgetUsd,
        approvalTimeoutS,
        maxRunning,
        egressHosts,
        egressRegistries,
        protectedPaths,
        members,
        approvers,
        null);
  }
}
