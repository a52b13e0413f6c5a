package dev.berth.cli.repo;

import dev.berth.api.repo.EgressChange;
import dev.berth.api.repo.EgressDetail;
import dev.berth.api.repo.EgressRefused;
import dev.berth.api.repo.EgressRegistry;
import dev.berth.cli.command.ServerCommand.Work;
import dev.berth.cli.task.Facts;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A repository's egress on a terminal: what is allowed, and what was refused. */
final class EgressView {
  private static final int CHANGES = 3;
  private static final int HTTPS = 443;

  private final Work work;

  EgressView(Work work) {
    this.work = work;
  }

  /**
   * Prints it.
   *
   * @param changed whether somebody has just changed it and wants to see that, not the refusals
   */
  void print(EgressDetail egress, boolean changed) {
    List<String> on =
        egress.registries().stream().filter(EgressRegistry::on).map(EgressRegistry::name).toList();
    line("may reach", egress.hosts());
    line("registries", on);
    line(
        "could be on",
        egress.registries().stream()
            .filter(registry -> !registry.on())
            .map(EgressRegistry::name)
            .toList());
    Instant now = work.context().time().now();
    for (EgressChange change : egress.changes().stream().limit(changed ? 1 : CHANGES).toList()) {
      work.screen()
          .line(
              TerminalText.of(
                  "  "
                      + Facts.age(change.at(), now)
                      + " ago "
                      + change.by()
                      + (change.action().equals("allow") ? " allowed " : " denied ")
                      + change.entry(),
                  Style.DIM));
    }
    if (!changed) {
      refusals(egress, now);
    }
  }

  private void line(String label, List<String> words) {
    work.screen()
        .line(
            TerminalText.of(String.format(Locale.ROOT, "  %-12s ", label), Style.DIM)
                .plus(words.isEmpty() ? "-" : String.join(", ", words)));
  }

  private void refusals(EgressDetail egress, Instant now) {
    if (egress.refusals().isEmpty()) {
      work.hint("Nothing was refused.");
      return;
    }
    Table table =
        new Table(
            List.of(
                Column.flexible("REFUSED"),
                Column.number("TIMES"),
                Column.number("LAST"),
                Column.fixed("TASK"),
                Column.flexible("WHY")));
    for (EgressRefused refused : egress.refusals()) {
      table.row(
          List.of(
              TerminalText.of(host(refused)),
              TerminalText.of(String.valueOf(refused.times())),
              TerminalText.of(Facts.age(refused.lastSeen(), now)),
              TerminalText.of(Facts.orDash(refused.taskId())),
              refused.allowedNow()
                  ? TerminalText.of("allowed now", Style.GREEN)
                  : TerminalText.of(refused.reason())));
    }
    table.print(work.screen());
    egress.refusals().stream()
        .filter(refused -> !refused.allowedNow())
        .map(refused -> Objects.requireNonNullElse(refused.command(), refused.remedy()))
        .distinct()
        .limit(5)
        .forEach(work::hint);
  }

  private static String host(EgressRefused refused) {
    return refused.port() == HTTPS || refused.port() == 0
        ? refused.host()
        : refused.host() + ":" + refused.port();
  }
}
