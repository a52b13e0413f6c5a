package dev.berth.cli.doctor;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.CommandSet;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.command.ServerOptions;
import dev.berth.cli.config.ClientConfig;
import dev.berth.cli.config.DataDirectory;
import dev.berth.cli.http.WireJson;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code berth config show}. */
@Command(name = "show", description = "Shows the settings that apply. Secrets are never shown.")
public final class ConfigShowCommand extends LocalCommand {
  private final List<CommandSet> sets;

  @Mixin private ServerOptions server = new ServerOptions();

  @Option(names = "--origin", description = "Also tells where each value came from.")
  private boolean origin;

  /**
   * @param sets what adds settings of its own
   */
  public ConfigShowCommand(CliContext context, List<CommandSet> sets) {
    super(context);
    this.sets = sets;
  }

  @Override
  public Integer call() {
    List<ConfigEntry> entries = new ArrayList<>(client());
    sets.forEach(set -> entries.addAll(set.configuration(context())));
    if (output().json()) {
      List<Map<String, String>> rows =
          entries.stream()
              .map(e -> Map.of("key", e.key(), "value", e.value(), "origin", e.origin()))
              .toList();
      context().streams().out().println(new WireJson().pretty(rows));
      return ExitCode.DONE;
    }
    Screen screen = output().screen(context());
    List<Column> columns =
        new ArrayList<>(List.of(Column.fixed("SETTING"), Column.flexible("VALUE")));
    if (origin) {
      columns.add(Column.flexible("FROM"));
    }
    Table table = new Table(columns);
    for (ConfigEntry entry : entries) {
      List<TerminalText> row =
          new ArrayList<>(List.of(TerminalText.of(entry.key()), TerminalText.of(entry.value())));
      if (origin) {
        row.add(TerminalText.of(entry.origin(), Style.DIM));
      }
      table.row(row);
    }
    table.print(screen);
    return ExitCode.DONE;
  }

  private List<ConfigEntry> client() {
    Map<String, String> environment = context().environment();
    String directory = DataDirectory.locate(environment).toString();
    String directoryOrigin =
        environment.getOrDefault(DataDirectory.VARIABLE, "").isEmpty()
            ? "default"
            : DataDirectory.VARIABLE;
    List<ConfigEntry> entries = new ArrayList<>();
    entries.add(new ConfigEntry("data_dir", directory, directoryOrigin));
    try {
      ClientConfig config = server.resolve(environment);
      entries.add(
          new ConfigEntry("client.server", config.server().toString(), config.serverOrigin()));
      String token = config.token().isPresent() ? "(set)" : "(not set)";
      entries.add(new ConfigEntry("client.token", token, config.tokenOrigin()));
    } catch (CliException e) {
      // That nothing is set, or that it cannot be used, is what somebody wants to see here.
      entries.add(
          new ConfigEntry("client.server", "(" + e.error().message() + ")", e.error().code()));
    }
    return entries;
  }
}
