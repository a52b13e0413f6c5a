package dev.berth.dist.server;

import dev.berth.api.http.Routes;
import dev.berth.api.repo.OnboardRepoRequest;
import dev.berth.api.repo.PatchRepoRequest;
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
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code berth run}. */
@Command(
    name = "run",
    description = {
      "Runs one task on a git repository of yours and shows it from start to end.",
      "The repository is only read. Take the result with `berth apply`."
    })
public final class RunCommand extends LocalCommand implements Callable<Integer> {
  @Option(names = "--repo", required = true, paramLabel = "PATH", description = "Your repository.")
  private Path repo = Path.of(".");

  @Option(
      names = "--task",
      required = true,
      paramLabel = "TEXT",
      description = "What is to be done.")
  private String task = "";

  @Option(
      names = "--build",
      paramLabel = "COMMAND",
      description = "Shell line that builds and tests it; Berth runs it before and after.")
  private @Nullable String build;

  @Option(names = "--lint", paramLabel = "COMMAND", description = "Shell line that checks style.")
  private @Nullable String lint;

  @Option(
      names = "--workflow",
      paramLabel = "REF",
      description = "Which workflow to run. Default: ${DEFAULT-VALUE}.")
  private String workflow = Requests.WORKFLOW;

  @Option(names = "--max-turns", paramLabel = "N", description = "Turns at most, 1-500.")
  private @Nullable Integer turns;

  @Option(names = "--max-budget-usd", paramLabel = "USD", description = "Money at most.")
  private @Nullable BigDecimal budget;

  @Mixin private ServerChoice choice = new ServerChoice();

  public RunCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Screen screen = output().screen(context());
    Path source = source();
    Map<String, String> flags = choice.settings(context(), true);
    flags.put("server.port", "0");
    try (LocalServer server =
            LocalServer.start(context(), choice.data(context()), Optional.empty(), flags);
        ApiClient api = server.client()) {
      String name = onboard(api, source);
      String id =
          Requests.submit(
              api, name, task, workflow, Optional.ofNullable(turns), Optional.ofNullable(budget));
      screen.line(TerminalText.of("task " + id + " on " + name, Style.DIM));
      Showing showing = new Showing(context(), screen, api);
      TaskDetail ended = showing.follow(id);
      showing.show(ended);
      if (ended.status().equals("COMPLETED")) {
        showing.heading("Take it");
        screen.line("  berth apply " + id + " --repo " + source);
      }
      screen.blank();
      screen.line(ended.status());
      return switch (ended.status()) {
        case "COMPLETED" -> ExitCode.DONE;
        case "TIMED_OUT" -> ExitCode.TIMED_OUT;
        default -> ExitCode.FAILED;
      };
    }
  }

  private Path source() throws IOException {
    Path source = context().workingDirectory().resolve(repo);
    if (!Files.isDirectory(source)) {
      throw CliException.usage(
          "NO_REPOSITORY", "there is no directory " + source, "Name a git repository with --repo.");
    }
    return source.toRealPath();
  }

  /** Onboards the repository under {@code local/<its name>}, or brings its commands up to date. */
  private String onboard(ApiClient api, Path source) {
    String base = String.valueOf(source.getFileName()).replaceAll("[^A-Za-z0-9._-]", "-");
    String name = "local/" + base.replaceAll("^[.-]+", "") + "-" + digest(source.toString());
    try {
      api.send(
          ApiRequest.of("POST", Routes.REPOS)
              .withBody(
                  new OnboardRepoRequest(
                      name, "local", "read:" + source, Requests.build(build, lint))),
          RepoDetail.class);
    } catch (CliException e) {
      if (!e.error().code().equals("REPO_ALREADY_ONBOARDED")) {
        throw e;
      }
      int slash = name.indexOf('/');
      api.send(
          ApiRequest.of(
                  "PATCH",
                  Routes.fill(Routes.REPO, name.substring(0, slash), name.substring(slash + 1)))
              .withBody(new PatchRepoRequest(Requests.build(build, lint), null)),
          RepoDetail.class);
    }
    return name;
  }

  /** Two checkouts of the same name stay apart. */
  private static String digest(String path) {
    return String.format(Locale.ROOT, "%08x", path.hashCode());
  }
}
