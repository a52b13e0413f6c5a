package dev.berth.dist.policy;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.http.WireJson;
import dev.berth.cli.terminal.Screen;
import dev.berth.core.policy.Ruling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code berth policy test}. */
@Command(
    name = "test",
    description = {
      "Checks a file of rules against the examples that stand in it as comments:",
      "",
      "  //? ask no_prod : write: deploy/prod/app.yml",
      "  //? ask force_push,push_protected : git push -f origin main",
      "  //? allow : git push origin topic",
      "  //? deny drop_table : psql -c 'DROP TABLE x'",
      "",
      "Before the colon: the decision, and rules that must be among those that match. After it: a"
          + " shell line, 'write: PATH', or 'push: REF [force]', which is what the git door sees."
    })
final class TestCommand extends LocalCommand {
  private static final Pattern EXAMPLE =
      Pattern.compile("\\s*//\\?\\s*(allow|ask|deny)(?:\\s+([a-z0-9_,-]+))?\\s*:\\s*(.+)");

  @Parameters(paramLabel = "FILE", description = "The rules, with examples.")
  private Path file = Path.of("");

  TestCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    Rules rules = Rules.of(file, context());
    List<Example> examples = examples(Rules.read(file, context()));
    Screen screen = output().screen(context());
    List<Map<String, Object>> data = new ArrayList<>();
    int wrong = 0;
    for (Example example : examples) {
      Ruling ruling = rules.judge(Asked.example(example.text()));
      Outcome outcome = Outcome.of(ruling);
      boolean good = example.fits(outcome);
      wrong += good ? 0 : 1;
      data.add(
          Map.of(
              "line",
              example.line(),
              "ok",
              good,
              "decision",
              outcome.word(),
              "rules",
              outcome.rules()));
      if (!output().json()) {
        screen.line(
            (good ? "ok      " : "FAILED  ")
                + file
                + ":"
                + example.line()
                + " "
                + example.text()
                + (good ? "" : " -> " + outcome.word() + " " + String.join(",", outcome.rules())));
      }
    }
    if (output().json()) {
      screen.line(new WireJson().compact(Map.of("data", data)));
    } else {
      screen.line(examples.size() - wrong + " of " + examples.size() + " examples are as expected");
    }
    return wrong == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private List<Example> examples(String text) {
    List<Example> all = new ArrayList<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].strip().startsWith("//?")) {
        Matcher matcher = EXAMPLE.matcher(lines[i].stripTrailing());
        if (!matcher.matches()) {
          throw CliException.failed(
              "BAD_EXAMPLE",
              file + ":" + (i + 1) + " is not an example",
              "Write it like: //? ask force_push : git push --force");
        }
        String rules = matcher.group(2) == null ? "" : matcher.group(2);
        all.add(new Example(i + 1, matcher.group(1), rules, matcher.group(3)));
      }
    }
    return all;
  }

  /** What is expected of a step. */
  private record Example(int line, String word, String rules, String text) {
    boolean fits(Outcome outcome) {
      return outcome.word().equals(word)
          && (rules.isEmpty() || outcome.rules().containsAll(Arrays.asList(rules.split(","))));
    }
  }
}
