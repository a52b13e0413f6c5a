package dev.berth.dist.policy;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.http.WireJson;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.TerminalText;
import dev.berth.core.policy.Policy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth policy list}. */
@Command(
    name = "list",
    description = {
      "Lists the rules that hold. A wall is enforced by Berth; advice is what a cooperating agent"
          + " asks about first, and what the git door asks about again when it is pushed."
    })
final class ListCommand extends LocalCommand {
  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Rules that hold beside the built-in ones.")
  private @Nullable Path rules;

  ListCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    Rules all =
        Optional.ofNullable(rules).map(file -> Rules.of(file, context())).orElseGet(Rules::builtIn);
    Screen screen = output().screen(context());
    if (output().json()) {
      List<Map<String, Object>> data = all.all().stream().map(ListCommand::json).toList();
      screen.line(new WireJson().compact(Map.of("data", data)));
      return ExitCode.DONE;
    }
    Table table =
        new Table(
            List.of(
                Table.Column.fixed("RULE"),
                Table.Column.fixed("TIER"),
                Table.Column.fixed("HOLDS AS"),
                Table.Column.fixed("SEVERITY"),
                Table.Column.number("TIMEOUT"),
                Table.Column.flexible("WHAT")));
    for (Policy.Rule rule : all.all()) {
      table.row(
          List.of(
              TerminalText.of(rule.id()),
              TerminalText.of(small(rule.tier())),
              TerminalText.of(rule.enforced() ? "wall" : "advice"),
              TerminalText.of(small(rule.severity())),
              TerminalText.of(rule.timeoutSeconds().map(seconds -> seconds + " s").orElse("")),
              TerminalText.of(rule.description())));
    }
    table.print(screen);
    return ExitCode.DONE;
  }

  private static String small(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> json(Policy.Rule rule) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", rule.id());
    map.put("tier", small(rule.tier()));
    map.put("severity", small(rule.severity()));
    map.put("enforced", rule.enforced());
    map.put("built_in", rule.builtIn());
    rule.category().ifPresent(value -> map.put("category", value));
    rule.timeoutSeconds().ifPresent(value -> map.put("approval_timeout_s", value));
    map.put("approvers", new TreeSet<>(rule.approvers()));
    map.put("description", rule.description());
    return map;
  }
}
