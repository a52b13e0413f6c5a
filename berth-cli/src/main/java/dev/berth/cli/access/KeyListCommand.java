package dev.berth.cli.access;

import dev.berth.api.access.ApiKeyDetail;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ListCommand;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import dev.berth.cli.time.ClientTime;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code berth api-key list}. */
@Command(name = "list", description = "Lists your API keys; an admin sees everybody's.")
public final class KeyListCommand extends ListCommand<ApiKeyDetail> {
  private final ClientTime time;

  public KeyListCommand(CliContext context) {
    super(context, Routes.API_KEYS, ApiKeyDetail.class);
    this.time = context.time();
  }

  @Override
  protected List<Column> columns() {
    return List.of(
        Column.fixed("ID"),
        Column.flexible("NAME"),
        Column.flexible("USER"),
        Column.fixed("ROLE"),
        Column.flexible("SCOPES"),
        Column.fixed("STATE"));
  }

  @Override
  protected List<TerminalText> row(ApiKeyDetail key) {
    return List.of(
        TerminalText.of(key.id()),
        TerminalText.of(key.name()),
        TerminalText.of(key.user()),
        TerminalText.of(key.role()),
        TerminalText.of(key.scopes().isEmpty() ? "all" : String.join(" ", key.scopes())),
        TerminalText.of(state(key)));
  }

  private String state(ApiKeyDetail key) {
    if (key.revokedAt() != null) {
      return "revoked";
    }
    if (key.expiresAt() == null) {
      return "good";
    }
    return key.expiresAt().isAfter(time.now())
        ? "until " + key.expiresAt().toString().substring(0, 10)
        : "expired";
  }
}
