package dev.berth.dist.stacks;

import dev.berth.api.error.ErrorBody;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.command.SoftEnd;
import dev.berth.cli.terminal.Screen;
import dev.berth.core.error.BerthException;
import dev.berth.stacks.plan.ExitCode;
import dev.berth.stacks.report.JsonReport;
import dev.berth.stacks.report.LedgerStatus;
import dev.berth.stacks.report.TextReport;
import dev.berth.stacks.run.RunObserver;
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

  /** What the ledger is to add to the report. */
  Optional<LedgerStatus> ledger(Work work) {
    return Optional.empty();
  }

  @Override
  public final Integer call() {
    Screen screen = output().screen(context());
    try (SoftEnd _ = SoftEnd.of(Thread.currentThread())) {
      Accounts.Opened account = opened();
      RunObserver observer =
          output().quiet() ? RunObserver.NOBODY : new RunProgress(screen, account.time());
      Sweeper sweeper =
          new Sweeper(
              account.cloud(), account.ledger(), account.alerts(), account.time(), observer);
      String name = "cli-" + NAME.format(account.time().now());
      Work work = new Work(account, sweeper, options, name);
      RunReport report = run(work);
      screen.clearStatus();
      print(screen, report, ledger(work));
      return report.exitCode().number();
    } catch (BerthException e) {
      screen.clearStatus();
      throw new CliException(
          new ErrorBody(e.code().name(), e.detail(), "", e.code().remedy(), List.of()),
          ExitCode.BUG.number(),
          e);
    }
  }

  /** Without a way to the account nobody knows whether it is the one that is meant: refused. */
  private Accounts.Opened opened() {
    try {
      return accounts.open(options.choice(), context());
    } catch (CliException e) {
      if (e.exitCode() == ExitCode.BUG.number()) {
        throw e;
      }
      throw new CliException(e.error(), ExitCode.REFUSED.number(), e);
    }
  }

  private void print(Screen screen, RunReport report, Optional<LedgerStatus> ledger) {
    screen.block(
        output().json()
            ? ledger.map(one -> JsonReport.of(report, one)).orElseGet(() -> JsonReport.of(report))
            : TextReport.of(report, everything, ledger));
  }
}
