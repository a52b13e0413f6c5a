package dev.berth.cli.repo;

import dev.berth.api.repo.RepoSettings;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that set how tasks on a repository run. */
final class SettingOptions {
  @Option(names = "--default-branch", paramLabel = "NAME", description = "Base of new branches.")
  private @Nullable String defaultBranch;

  @Option(
      names = "--build",
      paramLabel = "COMMAND",
      description = "Shell line that builds and tests; Berth verifies with it.")
  private @Nullable String build;

  @Option(names = "--lint", paramLabel = "COMMAND", description = "Shell line that lints.")
  private @Nullable String lint;

  @Option(names = "--workflow", paramLabel = "REF", description = "Workflow of its tasks.")
  private @Nullable String workflow;

  @Option(names = "--model", paramLabel = "NAME", description = "Model its tasks call.")
  private @Nullable String model;

  @Option(names = "--max-turns", paramLabel = "N", description = "1 to 500.")
  private @Nullable Integer maxTurns;

  @Option(names = "--max-budget", paramLabel = "USD", description = "0.01 to 1000.")
  private @Nullable BigDecimal maxBudget;

  @Option(names = "--approval-timeout", paramLabel = "SECONDS", description = "30 to 86400.")
  private @Nullable Integer approvalTimeout;

  @Option(names = "--max-running", paramLabel = "N", description = "Tasks at a time.")
  private @Nullable Integer maxRunning;

  @Option(
      names = "--allow-host",
      split = ",",
      paramLabel = "HOST",
      description = "Hosts its sessions may reach: exact, or *.suffix.")
  private @Nullable List<String> hosts;

  @Option(
      names = "--allow-registry",
      split = ",",
      paramLabel = "NAME",
      description = "Ready lists of package registries, such as maven-central or npm.")
  private @Nullable List<String> registries;

  @Option(
      names = "--protect",
      split = ",",
      paramLabel = "GLOB",
      description = "Paths that need approval to change.")
  private @Nullable List<String> protectedPaths;

  @Option(
      names = "--member",
      split = ",",
      paramLabel = "USER",
      description = "Users who may use it besides operators. Default: everybody.")
  private @Nullable List<String> members;

  @Option(
      names = "--approver",
      split = ",",
      paramLabel = "USER",
      description = "Users who may decide its gates besides the owner of a task.")
  private @Nullable List<String> approvers;

  @Option(
      names = "--policy",
      paramLabel = "FILE|-",
      description =
          "Its own rules, in Cedar; 'berth policy lint' checks them. '-': standard input.")
  private @Nullable String policy;

  RepoSettings settings(CliContext context) {
    return new RepoSettings(
        defaultBranch,
        build,
        lint,
        workflow,
        model,
        maxTurns,
        maxBudget,
        approvalTimeout,
        maxRunning,
        hosts,
        registries,
        protectedPaths,
        members,
        approvers,
        policy == null ? null : rules(policy, context));
  }

  private static String rules(String file, CliContext context) {
    try {
      if (file.equals("-")) {
        return new String(context.streams().in().readAllBytes(), StandardCharsets.UTF_8);
      }
      return Files.readString(context.workingDirectory().resolve(file));
    } catch (IOException e) {
      throw CliException.failed(
          "FILE_UNREADABLE", file + " cannot be read as UTF-8", "Check its name and permissions.");
    }
  }
}
