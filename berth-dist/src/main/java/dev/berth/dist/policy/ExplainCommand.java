package dev.berth.dist.policy;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.http.WireJson;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import dev.berth.core.policy.Ruling;
import dev.berth.core.policy.Ruling.Effect;
import dev.berth.core.repo.RepoName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth policy explain}. */
@Command(
    name = "explain",
    description = {
      "Says what would happen to a shell command of an agent: by which rules, what it does as far"
          + " as rules read it, and which of that Berth itself enforces. Needs no server.",
      "",
      "  berth policy explain -- 'git push -f origin main'",
      "  berth policy explain --rules policy.cedar -- 'rm -rf build'"
    })
final class ExplainCommand extends LocalCommand {
  @Option(
      names = "--repo",
      paramLabel = "OWNER/NAME",
      description = "As in a repository of this name; its rules are those of --rules.")
  private @Nullable String repo;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Rules that hold beside the built-in ones.")
  private @Nullable Path rules;

  @Option(names = "--read-only", description = "As in a workflow that only reads.")
  private boolean readOnly;

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The line, in quotes, after --.")
  private List<String> words = List.of();

  ExplainCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    Rules all =
        Optional.ofNullable(rules).map(file -> Rules.of(file, context())).orElseGet(Rules::builtIn);
    Ruling ruling = all.judge(Asked.bash(String.join(" ", words), repository(), readOnly));
    Screen screen = output().screen(context());
    if (output().json()) {
      screen.line(new WireJson().compact(Map.of("data", json(ruling))));
    } else {
      print(ruling, screen);
    }
    return ExitCode.DONE;
  }

  private Optional<RepoName> repository() {
    try {
      return Optional.ofNullable(repo).map(RepoName::parse);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          "BAD_REPO", String.valueOf(e.getMessage()), "Write it like: --repo acme/shop");
    }
  }

  private static Map<String, Object> json(Ruling ruling) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("decision", Outcome.of(ruling).word());
    data.put("rules", Outcome.of(ruling).rules());
    data.put("effects", ruling.effects().stream().map(ExplainCommand::json).toList());
    data.put("enforced", Outcome.of(ruling).enforced());
    return data;
  }

  private static Map<String, Object> json(Effect effect) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("action", effect.action());
    effect.target().ifPresent(target -> map.put("target", target));
    map.put("enforced", effect.enforced());
    return map;
  }

  private static void print(Ruling ruling, Screen screen) {
    Outcome outcome = Outcome.of(ruling);
    screen.line(TerminalText.of(outcome.word(), Style.BOLD).plus(outcome.reason()));
    if (!outcome.rules().isEmpty()) {
      screen.line("  rules    " + String.join(", ", outcome.rules()));
      screen.line(
          "  holds as "
              + (outcome.enforced()
                  ? "a wall: Berth sees the effect, whoever takes the step"
                  : "advice: only an agent that asks is held"));
    }
    for (Effect effect : ruling.effects()) {
      screen.line(
          "  does     "
              + effect.action()
              + " "
              + effect.target().orElse("(known only when it runs)")
              + (effect.enforced() ? "  [wall]" : "  [advice]"));
    }
    if (ruling instanceof Ruling.Ask ask) {
      ask.timeout().ifPresent(timeout -> screen.line("  waits    " + timeout.toSeconds() + " s"));
      screen.line("  decided  by " + String.join(", ", ask.approvers().stream().sorted().toList()));
      ask.offers().forEach(scope -> screen.line("  scope    " + scope.text()));
    }
  }
}
