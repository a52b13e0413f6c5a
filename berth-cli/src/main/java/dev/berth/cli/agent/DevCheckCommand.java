package dev.berth.cli.agent;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.conformance.AgentProcess;
import dev.berth.cli.conformance.Conformance;
import dev.berth.cli.conformance.Finding;
import dev.berth.cli.conformance.JUnitReport;
import dev.berth.cli.conformance.Rule;
import dev.berth.cli.conformance.Verdict;
import dev.berth.cli.http.WireJson;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth dev check}. */
@Command(
    name = "check",
    description =
        "Checks from outside whether an agent, in any language, keeps the AgentCore container"
            + " contract. Exit code 1 when a rule is broken. Rules that need a request which only"
            + " you know are not checked until you name it.",
    footer = {
      "",
      "Example: berth dev check http://127.0.0.1:8080 --slow-payload '{\"sleep\":2}'",
      "         berth dev check --start 'python3 agent.py' --junit report.xml"
    })
public final class DevCheckCommand extends LocalCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "Where the agent listens: ${DEFAULT-VALUE}.")
  private String url = AgentAddress.USUAL;

  @Mixin private PayloadOptions payloads = new PayloadOptions();

  @Option(
      names = "--start",
      paramLabel = "COMMAND",
      description = "Start the agent with this line of shell, and check its start and its end too.")
  private @Nullable String start;

  @Option(
      names = "--env",
      paramLabel = "NAME[=VALUE]",
      description = "A variable for the agent that --start starts. May be repeated.")
  private List<String> environment = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long one request may take, 1 to 900: ${DEFAULT-VALUE}.")
  private int timeout = 30;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the findings as JUnit XML.")
  private @Nullable Path junit;

  @Option(
      names = "--only",
      paramLabel = "RULE",
      description = "Check this rule only. May be repeated.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--rules", description = "List the rules, and check nothing.")
  private boolean list;

  public DevCheckCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    Screen screen = output().screen(context());
    if (list) {
      print(screen, Conformance.rules());
      return ExitCode.DONE;
    }
    if (timeout < 1 || timeout > 900) {
      throw CliException.usage(
          "BAD_ARGUMENT", "--timeout " + timeout, "Give a number of seconds from 1 to 900.");
    }
    Conformance.Subject subject =
        new Conformance.Subject(
            AgentAddress.parse(url),
            payloads.read(context()),
            Optional.ofNullable(start).map(this::command),
            Duration.ofSeconds(timeout),
            known(only));
    boolean text = !output().json();
    List<Finding> findings =
        new Conformance(context().time(), subject)
            .run(
                finding -> {
                  if (text && !(output().quiet() && !finding.broken())) {
                    print(screen, finding);
                  }
                });
    if (junit != null) {
      write(context().workingDirectory().resolve(junit), JUnitReport.of(url, findings));
    }
    if (text) {
      summary(screen, findings);
    } else {
      context().streams().out().println(new WireJson().pretty(json(findings)));
    }
    return findings.stream().anyMatch(Finding::broken) ? ExitCode.FAILED : ExitCode.DONE;
  }

  private static Set<String> known(List<String> rules) {
    Set<String> all =
        Conformance.rules().stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new));
    for (String rule : rules) {
      if (!all.contains(rule)) {
        throw CliException.usage(
            "BAD_ARGUMENT", "there is no rule " + rule, "`berth dev check --rules` lists them.");
      }
    }
    return Set.copyOf(rules);
  }

  private AgentProcess.Start command(String line) {
    return new AgentProcess.Start(
        List.of("/bin/sh", "-c", "exec " + line),
        Environments.of(context().environment(), environment),
        context().workingDirectory(),
        ProcessBuilder.Redirect.DISCARD);
  }

  private static void print(Screen screen, List<Rule> rules) {
    Table table =
        new Table(
            List.of(
                Column.fixed("RULE"), Column.flexible("AN AGENT"), Column.flexible("EXPECTED")));
    rules.forEach(
        rule ->
            table.row(
                List.of(
                    TerminalText.of(rule.id()),
                    TerminalText.of(rule.title()),
                    TerminalText.of(rule.expected()))));
    table.print(screen);
  }

  private static void print(Screen screen, Finding finding) {
    boolean unicode = screen.capabilities().unicode();
    Rule rule = finding.rule();
    String line = " %-7s %s".formatted(rule.id(), rule.title());
    switch (finding.verdict()) {
      case Verdict.Kept() ->
          screen.line(TerminalText.of(unicode ? "\u2713" : "+", Style.GREEN).plus(line));
      case Verdict.NotChecked(String needs) -> {
        screen.line(TerminalText.of("-", Style.DIM).plus(line, Style.DIM));
        screen.line(TerminalText.of("          not checked; needs " + needs, Style.DIM));
      }
      case Verdict.Broken(String came) -> {
        screen.line(TerminalText.of(unicode ? "\u2717" : "x", Style.RED).plus(line, Style.BOLD));
        screen.line("          expected  " + rule.expected());
        screen.line("          came      " + came);
        screen.line(TerminalText.of("          see       " + rule.page(), Style.DIM));
      }
    }
  }

  private static void summary(Screen screen, List<Finding> findings) {
    long broken = findings.stream().filter(Finding::broken).count();
    long open =
        findings.stream().filter(one -> one.verdict() instanceof Verdict.NotChecked).count();
    long kept = findings.size() - broken - open;
    screen.line(
        TerminalText.of(
            "%d kept, %d broken, %d not checked".formatted(kept, broken, open),
            broken > 0 ? Style.RED : Style.GREEN));
  }

  private static List<Map<String, Object>> json(List<Finding> findings) {
    List<Map<String, Object>> data = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("rule", finding.rule().id());
      row.put("title", finding.rule().title());
      row.put("expected", finding.rule().expected());
      switch (finding.verdict()) {
        case Verdict.Kept() -> row.put("verdict", "kept");
        case Verdict.Broken(String came) -> {
          row.put("verdict", "broken");
          row.put("came", came);
        }
        case Verdict.NotChecked(String needs) -> {
          row.put("verdict", "not_checked");
          row.put("needs", needs);
        }
      }
      row.put("see", finding.rule().page());
      row.put("duration_ms", finding.took().toMillis());
      data.add(row);
    }
    return data;
  }

  private static void write(Path file, String report) {
    try {
      Files.writeString(file, report);
    } catch (IOException e) {
      throw CliException.failed(
          "REPORT_NOT_WRITTEN",
          "the report cannot be written to " + file + ": " + e,
          "Name a file in a directory that exists and that you may write to.");
    }
  }
}
