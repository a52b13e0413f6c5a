package dev.berth.dist.stacks;

import dev.berth.api.error.ErrorBody;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.LocalCommand;
import dev.berth.core.error.BerthException;
import dev.berth.stacks.plan.ExitCode;
import dev.berth.stacks.report.JsonReport;
import dev.berth.stacks.report.TextReport;
import dev.berth.stacks.run.RunReport;
import dev.berth.stacks.run.Sweeper;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A command that makes runs on an account, prints the last one's report, and ends with its code.
 */
abstract class RunCommand extends LocalCommand {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Mixin private AccountOptions options = new AccountOptions();

  @Option(names = "--all", description = "Lists things one by one that are not yours.")
  private boolean everything;

  private final Accounts accounts;

  RunCommand(CliContext context, Accounts accounts) {
    super(context);
    this.accounts = accounts;
  }

  /** What a command works with. */
  record Work(Accounts.Opened account, Sweeper sweeper, AccountOptions options, String run) {}

  /** Makes the runs; interrupted, it ends with what it has. */
  abstract RunReport run(Work work);

  /** Waits for the next useful look, if it comes before the end; whether to look again. */
  static boolean waits(Work work, RunReport report, Instant end) {
    Optional<Instant> next = report.nextLook().filter(at -> at.isBefore(end));
    if (next.isEmpty()) {
      return false;
    }
    try {
      Duration pause = Duration.between(work.account().time().now(), next.get());
      work.account().time().sleep(pause.isPositive() ? pause : Duration.ofSeconds(1));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public final Integer call() {
    try {
      Accounts.Opened account = accounts.open(options.choice(), context());
      Sweeper sweeper =
          new Sweeper(account.cloud(), account.ledger(), account.alerts(), account.time());
      String name = "cli-" + NAME.format(account.time().now());
      RunReport report = run(new Work(account, sweeper, options, name));
      print(report);
      return report.exitCode().number();
    } catch (BerthException e) {
      throw new CliException(
          new ErrorBody(e.code().name(), e.detail(), "", e.code().remedy(), List.of()),
          ExitCode.BUG.number(),
          e);
    }
  }

  private void print(RunReport report) {
    output()
        .screen(context())
        .block(output().json() ? JsonReport.of(report) : TextReport.of(report, everything));
  }
}
