package dev.berth.cli.agent;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.conformance.AgentProcess;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth dev run}. */
@Command(
    name = "run",
    description =
        "Starts an agent, in any language, as a session would: with an environment that holds"
            + " nothing of yours but what you name, and SIGTERM 15 s before SIGKILL when you press"
            + " Ctrl-C. It is not isolated here.",
    footer = {
      "",
      "Example: berth dev run -- python3 agent.py",
      "         berth dev run --env MODEL=small -- java -jar agent.jar"
    })
public final class DevRunCommand extends LocalCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "Program and arguments; write -- before them.")
  private List<String> command = new ArrayList<>();

  @Option(
      names = "--env",
      paramLabel = "NAME[=VALUE]",
      description = "Gives the agent a variable, or passes yours on. May be repeated.")
  private List<String> environment = new ArrayList<>();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where the agent listens: ${DEFAULT-VALUE}. The contract says 8080.")
  private int port = 8080;

  public DevRunCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    Screen screen = output().screen(context());
    AgentProcess.Start start =
        new AgentProcess.Start(
            command,
            Environments.of(context().environment(), environment),
            context().workingDirectory(),
            ProcessBuilder.Redirect.INHERIT);
    AgentProcess process;
    try {
      process = start.now();
    } catch (IOException e) {
      throw CliException.failed(
          "AGENT_NOT_STARTED",
          "the agent cannot be started: " + e.getMessage(),
          "Check the command after --; its program must be on the PATH or a path.");
    }
    Thread farewell = new Thread(() -> end(process));
    Runtime.getRuntime().addShutdownHook(farewell);
    if (up(process) && !output().quiet()) {
      hints(screen);
    }
    return process.await();
  }

  private boolean up(AgentProcess process) throws InterruptedException {
    Instant end = context().time().now().plus(AgentProcess.START);
    HttpRequest ping =
        HttpRequest.newBuilder(URI.create(address() + "/ping")).timeout(AgentProcess.START).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (process.alive() && context().time().now().isBefore(end)) {
        try {
          if (client.send(ping, BodyHandlers.discarding()).statusCode() == 200) {
            return true;
          }
        } catch (IOException e) {
          // Not listening yet; the exit code or the agent's own words tell when it never does.
        }
        context().time().pause(Duration.ofMillis(50));
      }
    }
    return false;
  }

  private void hints(Screen screen) {
    String at = port == 8080 ? "" : " --url " + address();
    List<String> hints =
        List.of(
            "The agent answers at " + address() + ". In another terminal:",
            "  berth dev invoke" + at + " '{\"prompt\":\"hello\"}'",
            "  berth dev check " + address(),
            "Ctrl-C ends it.");
    hints.forEach(hint -> screen.errorLine(TerminalText.of(hint, Style.DIM)));
  }

  private String address() {
    return "http://127.0.0.1:" + port;
  }

  private static void end(AgentProcess process) {
    process.terminate();
    try {
      if (process.ended(AgentProcess.DRAIN).isEmpty()) {
        process.close();
      }
    } catch (InterruptedException e) {
      process.close();
    }
  }
}
