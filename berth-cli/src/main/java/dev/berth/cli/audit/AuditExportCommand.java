package dev.berth.cli.audit;

import dev.berth.api.audit.AuditRecord;
import dev.berth.api.envelope.Pagination;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.task.Facts;
import dev.berth.cli.task.Query;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code berth audit export}. */
@Command(
    name = "export",
    description = {
      "Prints the audit, the oldest first: decisions about gates, refused steps and submissions,",
      "changes of keys, rules and egress. With --output json one object on each line. For"
          + " operators."
    })
public final class AuditExportCommand extends ServerCommand {
  private static final String PAGE = "200";

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description =
          "Only from then on: a moment such as 2026-11-01T10:00:00Z, or 90m, 12h, 7d ago.")
  private @Nullable String since;

  public AuditExportCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    String from = since == null ? "" : moment(since, work.context().time().now()).toString();
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      String path =
          new Query(Routes.AUDIT)
              .with("since", from)
              .with("limit", PAGE)
              .with("next_token", next.get())
              .toString();
      Answer<List<AuditRecord>> page = work.api().page(path, AuditRecord.class);
      print(work, page);
      next =
          page.pagination()
              .filter(Pagination::hasMore)
              .flatMap(p -> Optional.ofNullable(p.nextToken()));
    }
    return ExitCode.DONE;
  }

  private static void print(Work work, Answer<List<AuditRecord>> page) {
    if (work.output().json()) {
      for (JsonNode row : page.data()) {
        work.context().streams().out().println(work.api().json().compact(row));
      }
      work.context().streams().out().flush();
      return;
    }
    for (AuditRecord row : page.value()) {
      TerminalText line =
          TerminalText.of(row.at().toString(), Style.DIM)
              .plus("  " + row.action(), Style.BOLD)
              .plus("  by " + (row.by() == null ? "berth" : row.by()))
              .plus("  " + Facts.orDash(row.taskId()))
              .plus("  " + row.subject());
      work.screen().line(line.plus(facts(row), Style.DIM));
    }
  }

  private static String facts(AuditRecord row) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(row.facts())
        .forEach((name, value) -> text.append("  ").append(name).append('=').append(value));
    return text.toString();
  }

  private static Instant moment(String text, Instant now) {
    if (text.matches("[0-9]{1,6}[mhd]")) {
      long amount = Long.parseLong(text.substring(0, text.length() - 1));
      return now.minus(
          switch (text.charAt(text.length() - 1)) {
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          });
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw CliException.usage(
          "BAD_MOMENT",
          "\"" + text + "\" is not a moment",
          "Write it like 2026-11-01T10:00:00Z, 90m, 12h or 7d.");
    }
  }
}
