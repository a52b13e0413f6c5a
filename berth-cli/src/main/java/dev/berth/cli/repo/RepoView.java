package dev.berth.cli.repo;

import dev.berth.api.repo.ProvisioningProblem;
import dev.berth.api.repo.RepoDetail;
import dev.berth.api.repo.RepoSettings;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand.Work;
import dev.berth.cli.http.Answer;
import dev.berth.cli.task.Facts;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a repository looks on a terminal. */
final class RepoView {
  private RepoView() {}

  /** Prints a repository; the exit code says whether it is ready or may become so. */
  static int show(Work work, Answer<RepoDetail> answer) {
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      print(work.screen(), answer.value());
    }
    return answer.value().provisioning().state().equals("failed") ? ExitCode.FAILED : ExitCode.DONE;
  }

  static TerminalText state(String state) {
    return switch (state) {
      case "ready" -> TerminalText.of(state, Style.GREEN);
      case "failed" -> TerminalText.of(state, Style.RED);
      default -> TerminalText.of(state, Style.YELLOW);
    };
  }

  private static void print(Screen screen, RepoDetail repo) {
    screen.line(
        TerminalText.of(repo.repo(), Style.BOLD)
            .plus("  ")
            .plus(state(repo.provisioning().state()))
            .plus("  " + repo.forge(), Style.DIM));
    for (ProvisioningProblem problem : repo.provisioning().problems()) {
      screen.line(TerminalText.of("  " + problem.code() + ": ", Style.RED).plus(problem.message()));
      if (problem.remedy() != null) {
        screen.line(TerminalText.of("  what to do: ", Style.DIM).plus(problem.remedy()));
      }
    }
    RepoSettings set = repo.settings();
    RepoSettings effective = repo.effective();
    setting(screen, "default branch", set.defaultBranch(), effective.defaultBranch());
    setting(screen, "build", set.buildCommand(), effective.buildCommand());
    setting(screen, "lint", set.lintCommand(), effective.lintCommand());
    setting(screen, "workflow", set.workflowRef(), effective.workflowRef());
    setting(screen, "model", set.model(), effective.model());
    setting(screen, "max turns", set.maxTurns(), effective.maxTurns());
    setting(
        screen,
        "max budget",
        set.maxBudgetUsd(),
        effective.maxBudgetUsd() == null ? null : Facts.money(effective.maxBudgetUsd()));
    setting(screen, "max running", set.maxRunning(), effective.maxRunning());
    setting(screen, "may reach", list(set.egressHosts()), list(effective.egressHosts()));
    setting(screen, "registries", list(set.egressRegistries()), list(effective.egressRegistries()));
    setting(screen, "protected", list(set.protectedPaths()), list(effective.protectedPaths()));
    String members = list(effective.members());
    setting(screen, "members", list(set.members()), members == null ? "everybody" : members);
    setting(screen, "approvers", list(set.approvers()), list(effective.approvers()));
  }

  private static void setting(
      Screen screen, String name, @Nullable Object set, @Nullable Object effective) {
    Object shown = effective == null ? set : effective;
    if (shown != null) {
      TerminalText label = TerminalText.of(String.format(Locale.ROOT, "  %-15s ", name), Style.DIM);
      screen.line(label.plus(shown.toString()).plus(set == null ? "  (default)" : "", Style.DIM));
    }
  }

  private static @Nullable String list(@Nullable List<String> values) {
    return values == null || values.isEmpty() ? null : String.join(", ", values);
  }
}
