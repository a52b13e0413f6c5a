package dev.berth.dist.server;

import dev.berth.agent.demo.DemoSample;
import dev.berth.api.http.Routes;
import dev.berth.api.repo.OnboardRepoRequest;
import dev.berth.api.repo.RepoDetail;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import dev.berth.server.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth demo}. */
@Command(
    name = "demo",
    description = {
      "Shows Berth at work: a sample repository with a bug, an agent that fixes it in a sandbox,",
      "a change request with evidence, and the receipt of everything that was given back.",
      "The model is a script; everything else is real. Needs no account and no network."
    })
public final class DemoCommand extends LocalCommand implements Callable<Integer> {
  private static final String REPO = "demo/shop";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Empty directory to work in, kept afterwards. Default: one that is removed.")
  private @Nullable Path data;

  @Option(names = "--yes", description = "Answers yes to every question.")
  private boolean yes;

  @Option(
      names = "--bug",
      paramLabel = "BUG",
      description =
          "tax (default), or discount: a bug that the script does not know, so that the task must"
              + " fail.")
  private String bug = "tax";

  @Option(
      names = "--backend",
      paramLabel = "BACKEND",
      description =
          "process or docker: where the agent runs. Default: what the configuration says, else"
              + " process.")
  private @Nullable String backend;

  public DemoCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Screen screen = output().screen(context());
    if (data != null) {
      return demo(screen, empty(data.toAbsolutePath()));
    }
    try (TemporaryDirectory directory = TemporaryDirectory.create("berth-demo-")) {
      return demo(screen, directory.path());
    }
  }

  private int demo(Screen screen, Path directory) throws IOException, InterruptedException {
    introduce(screen, directory);
    Path source = sample(directory);
    Path transcript = directory.resolve("demo.transcript.yaml");
    Files.writeString(transcript, DemoSample.fixTranscript());
    Map<String, String> flags = new LinkedHashMap<>(ModelChoice.scripted(transcript));
    flags.put("server.port", "0");
    flags.put("database.url", "");
    if (backend != null) {
      flags.put("backend", backend);
    }
    try (LocalServer server = start(screen, directory.resolve("data"), flags);
        ApiClient api = server.client()) {
      api.send(
          ApiRequest.of("POST", Routes.REPOS)
              .withBody(
                  new OnboardRepoRequest(
                      REPO,
                      "local",
                      source.toString(),
                      Requests.build(DemoSample.BUILD_COMMAND, null))),
          RepoDetail.class);
      String task =
          Requests.submit(
              api, REPO, DemoSample.TASK, Requests.WORKFLOW, Optional.empty(), Optional.empty());
      Showing showing = new Showing(context(), screen, api);
      TaskDetail ended = showing.follow(task);
      showing.show(ended);
      next(screen);
      screen.blank();
      screen.line(ended.status());
      return ended.status().equals("COMPLETED") ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private void introduce(Screen screen, Path directory) {
    screen.line(TerminalText.of("Berth demo", Style.BOLD));
    screen.line("A small shop program has a bug and a failing test. An agent gets the task:");
    screen.line(TerminalText.of("  " + DemoSample.TASK, Style.CYAN));
    screen.line(
        "The model is a script, played from a file. Agent, sandbox, git, build, verification");
    screen.line("and cleanup are the real ones. Working in " + directory);
    screen.blank();
  }

  private LocalServer start(Screen screen, Path directory, Map<String, String> flags)
      throws IOException {
    try {
      return LocalServer.start(context(), directory, Optional.empty(), flags);
    } catch (CliException e) {
      if (!e.error().code().equals("SANDBOX_UNAVAILABLE")) {
        throw e;
      }
      screen.line(TerminalText.of("! " + e.error().message(), Style.YELLOW));
      screen.line("  " + e.error().remedy());
      boolean anyway =
          new Question(context(), screen, yes)
              .ask("The demo runs only its own sample. Go on without isolation?");
      if (!anyway) {
        throw e;
      }
      Map<String, String> unconfined = new LinkedHashMap<>(flags);
      unconfined.put("isolation", "none");
      return LocalServer.start(context(), directory, Optional.empty(), unconfined);
    }
  }

  private Path sample(Path directory) throws IOException {
    DemoSample.Bug chosen =
        switch (bug) {
          case "tax" -> DemoSample.Bug.TAX;
          case "discount" -> DemoSample.Bug.DISCOUNT;
          default ->
              throw CliException.usage(
                  "UNKNOWN_BUG", "no bug is called " + bug, "Use tax or discount.");
        };
    Path source = directory.resolve("shop");
    DemoSample.writeTo(source, chosen);
    SampleRepository.commit(source, context().environment().getOrDefault("PATH", "/usr/bin:/bin"));
    return source;
  }

  private static void next(Screen screen) {
    Showing.heading(screen, "What next");
    screen.line(
        "  ./berth run --repo PATH --task \"...\"   the same on a repository of yours, with your");
    screen.line("                                        ANTHROPIC_API_KEY or OPENAI_API_KEY");
    screen.line(
        "  ./berth up                            a server on http://127.0.0.1:7575 for a team");
    screen.line("  ./berth --help                        everything else");
  }

  private static Path empty(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> content = Files.list(directory)) {
        if (content.findAny().isPresent()) {
          throw CliException.usage(
              "DATA_DIR_NOT_EMPTY",
              directory + " is not empty",
              "Name an empty or a new directory, or leave --data away.");
        }
      }
    }
    return Files.createDirectories(directory);
  }
}
