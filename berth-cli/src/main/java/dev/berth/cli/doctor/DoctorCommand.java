package dev.berth.cli.doctor;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CommandSet;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.command.ServerOptions;
import dev.berth.cli.http.WireJson;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code berth doctor}. */
@Command(
    name = "doctor",
    description =
        "Checks what Berth needs, and says what to do about what is missing. Exit code 1 when"
            + " something must be done.")
public final class DoctorCommand extends LocalCommand {
  private final List<CommandSet> sets;

  @Mixin private ServerOptions server = new ServerOptions();

  /**
   * @param sets what adds checks of its own
   */
  public DoctorCommand(CliContext context, List<CommandSet> sets) {
    super(context);
    this.sets = sets;
  }

  private record Row(String name, String state, String detail, String remedy) {}

  @Override
  public Integer call() {
    List<DoctorCheck> checks =
        new ArrayList<>(new ClientChecks(() -> server.resolve(context().environment())).all());
    sets.forEach(set -> checks.addAll(set.doctorChecks(context())));
    Screen screen = output().screen(context());
    List<Row> rows = new ArrayList<>();
    for (DoctorCheck check : checks) {
      screen.status(TerminalText.of("checking " + check.name(), Style.DIM));
      Row row = row(check.name(), check.look());
      rows.add(row);
      if (!output().json()) {
        print(screen, row);
      }
    }
    screen.clearStatus();
    boolean bad = rows.stream().anyMatch(row -> row.state().equals("bad"));
    if (output().json()) {
      List<Map<String, String>> data =
          rows.stream()
              .map(
                  r ->
                      Map.of(
                          "check",
                          r.name(),
                          "state",
                          r.state(),
                          "detail",
                          r.detail(),
                          "remedy",
                          r.remedy()))
              .toList();
      context().streams().out().println(new WireJson().pretty(data));
    } else if (!output().quiet()) {
      screen.line(bad ? "Something must be done, see above." : "Berth has what it needs.");
    }
    return bad ? ExitCode.FAILED : ExitCode.DONE;
  }

  private static Row row(String name, DoctorCheck.Finding finding) {
    return switch (finding) {
      case DoctorCheck.Finding.Good(String detail) -> new Row(name, "good", detail, "");
      case DoctorCheck.Finding.Weak(String detail, String remedy) ->
          new Row(name, "weak", detail, remedy);
      case DoctorCheck.Finding.Bad(String detail, String remedy) ->
          new Row(name, "bad", detail, remedy);
    };
  }

  private static void print(Screen screen, Row row) {
    boolean unicode = screen.capabilities().unicode();
    TerminalText mark =
        switch (row.state()) {
          case "good" -> TerminalText.of(unicode ? "\u2713" : "+", Style.GREEN);
          case "weak" -> TerminalText.of("!", Style.YELLOW);
          default -> TerminalText.of(unicode ? "\u2717" : "x", Style.RED);
        };
    String name = String.format(Locale.ROOT, " %-10s ", row.name());
    screen.line(mark.plus(name, Style.BOLD).plus(row.detail()));
    if (!row.remedy().isEmpty()) {
      screen.line(TerminalText.of("             " + row.remedy(), Style.DIM));
    }
  }
}
