package dev.berth.cli.lease;

import dev.berth.api.http.Routes;
import dev.berth.api.lease.LeaseDetail;
import dev.berth.api.lease.LedgerDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.task.Facts;
import dev.berth.cli.task.Query;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth leases}. */
@Command(
    name = "leases",
    description =
        "Lists what Berth holds outside its database, newest first: processes, workspaces, doors,"
            + " room, branches. For operators.")
public final class LeasesCommand extends ServerCommand {
  @ArgGroup private Which which = new Which();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "At most so many, 1 to 200. Default: ${DEFAULT-VALUE}.")
  private int limit = 50;

  @Option(names = "--next", paramLabel = "TOKEN", description = "Goes on where a list ended.")
  private String next = "";

  public LeasesCommand(CliContext context) {
    super(context);
  }

  /** At most one of them. */
  static final class Which {
    @Option(names = "--held", description = "Only what is in use.")
    private boolean held;

    @Option(names = "--stuck", description = "Only what resists being given back, and what helps.")
    private boolean stuck;

    @Option(names = "--all", description = "Also what is settled.")
    private boolean all;

    @Option(
        names = "--accept-ledger",
        description =
            "Goes on with a ledger that is behind what exists, as after a restore: what it does"
                + " not know belongs to nobody. For admins.")
    private boolean acceptLedger;

    String states() {
      if (held) {
        return "HELD";
      }
      if (stuck) {
        return "STUCK";
      }
      return all ? "INTENDED,HELD,RELEASING,STUCK,RELEASED,HANDED_OVER" : "";
    }

    String options() {
      return held ? " --held" : stuck ? " --stuck" : all ? " --all" : "";
    }
  }

  @Override
  protected int run(Work work) {
    if (which.acceptLedger) {
      return accept(work);
    }
    String path =
        new Query(Routes.LEASES)
            .with("state", which.states())
            .with("limit", String.valueOf(limit))
            .with("next_token", next)
            .toString();
    Answer<List<LeaseDetail>> answer = work.api().page(path, LeaseDetail.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else if (answer.value().isEmpty()) {
      work.hint(which.stuck ? "Nothing is stuck." : "Nothing is held.");
    } else {
      print(work, answer.value());
    }
    answer
        .pagination()
        .filter(page -> page.hasMore() && page.nextToken() != null)
        .ifPresent(
            page ->
                work.hint("More: berth leases" + which.options() + " --next " + page.nextToken()));
    return ExitCode.DONE;
  }

  private static int accept(Work work) {
    Answer<LedgerDetail> answer =
        work.api().send(ApiRequest.of("POST", Routes.LEDGER_ACCEPT), LedgerDetail.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      work.hint("The ledger is taken as it is; what it does not know belongs to nobody.");
    }
    return ExitCode.DONE;
  }

  private static void print(Work work, List<LeaseDetail> leases) {
    Table table =
        new Table(
            List.of(
                Column.fixed("LEASE"),
                Column.fixed("WHAT"),
                Column.fixed("STATE"),
                Column.number("AGE"),
                Column.fixed("TASK"),
                Column.flexible("WHY")));
    Instant now = work.context().time().now();
    for (LeaseDetail lease : leases) {
      table.row(
          List.of(
              TerminalText.of(lease.leaseId()),
              TerminalText.of(lease.kind()),
              state(lease.state()),
              TerminalText.of(Facts.age(lease.intendedAt(), now)),
              TerminalText.of(Facts.orDash(lease.taskId())),
              TerminalText.of(Facts.orDash(why(lease)))));
    }
    table.print(work.screen());
    Set<String> remedies =
        leases.stream()
            .filter(lease -> lease.remedy() != null)
            .map(lease -> lease.kind() + ": " + Objects.requireNonNull(lease.remedy()))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    remedies.forEach(work::hint);
  }

  private static @Nullable String why(LeaseDetail lease) {
    return lease.settledAt() != null ? lease.evidence() : lease.lastError();
  }

  private static TerminalText state(String state) {
    return switch (state) {
      case "STUCK" -> TerminalText.of(state, Style.RED);
      case "RELEASING", "INTENDED" -> TerminalText.of(state, Style.YELLOW);
      default -> TerminalText.of(state);
    };
  }
}
