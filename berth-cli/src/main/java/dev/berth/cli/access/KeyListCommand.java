package dev.berth.cli.access;

import dev.berth.api.access.ApiKeyDetail;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code berth api-key list}. */
@Command(name = "list", description = "Lists your API keys; an admin sees everybody's.")
public final class KeyListCommand extends ServerCommand {
  public KeyListCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    Answer<List<ApiKeyDetail>> answer = work.api().page(Routes.API_KEYS, ApiKeyDetail.class);
    if (work.output().json()) {
      work.json(answer.data());
      return ExitCode.DONE;
    }
    Table table =
        new Table(
            List.of(
                Column.fixed("ID"),
                Column.flexible("NAME"),
                Column.flexible("USER"),
                Column.fixed("ROLE"),
                Column.flexible("SCOPES"),
                Column.fixed("STATE")));
    for (ApiKeyDetail key : answer.value()) {
      table.row(
          List.of(
              TerminalText.of(key.id()),
              TerminalText.of(key.name()),
              TerminalText.of(key.user()),
              TerminalText.of(key.role()),
              TerminalText.of(key.scopes().isEmpty() ? "all" : String.join(" ", key.scopes())),
              TerminalText.of(state(work, key))));
    }
    table.print(work.screen());
    return ExitCode.DONE;
  }

  private static String state(Work work, ApiKeyDetail key) {
    if (key.revokedAt() != null) {
      return "revoked";
    }
    if (key.expiresAt() == null) {
      return "good";
    }
    return key.expiresAt().isAfter(work.context().time().now())
        ? "until " + key.expiresAt().toString().substring(0, 10)
        : "expired";
  }
}
