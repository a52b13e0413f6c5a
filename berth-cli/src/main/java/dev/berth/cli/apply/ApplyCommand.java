package dev.berth.cli.apply;

import dev.berth.api.http.Headers;
import dev.berth.api.http.MediaTypes;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.task.TaskArgument;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code berth apply}. */
@Command(
    name = "apply",
    description = {
      "Brings a task's commits into your repository, as a new branch.",
      "Your working tree and your other branches stay as they are."
    })
public final class ApplyCommand extends ServerCommand {
  private static final String HEADS = "refs/heads/";

  @Mixin private TaskArgument task = new TaskArgument();

  @Option(
      names = {"-r", "--repo"},
      paramLabel = "PATH",
      description = "Your repository. Default: the current directory.")
  private Path repository = Path.of("");

  @Option(
      names = {"-b", "--branch"},
      paramLabel = "NAME",
      description = "Name of the new branch. Default: the session's.")
  private @Nullable String branch;

  @Option(
      names = "--checkout",
      description = "Also switches your working tree to it, unless that would lose changes.")
  private boolean checkOut;

  public ApplyCommand(CliContext context) {
    super(context);
  }

  /** What the server says about a bundle. */
  private record Offered(String ref, String head, String base) {}

  @Override
  protected int run(Work work) throws IOException, InterruptedException {
    Path directory = work.context().workingDirectory().resolve(repository).normalize();
    if (!Files.isDirectory(directory)) {
      throw CliException.usage(
          "NO_SUCH_DIRECTORY",
          directory + " is not a directory",
          "Name your repository with --repo PATH.");
    }
    BranchOffer offer =
        new BranchOffer(new Git(directory, work.context().environment()), directory);
    offer.requireRepository();
    String path = Routes.fill(Routes.BUNDLE, task.resolve(work.api()));
    Path bundle = Files.createTempFile("berth-apply", ".bundle");
    try {
      Offered offered = download(work, path, bundle);
      if (!offer.has(offered.base())) {
        // The repository lacks the commit the task began at: then everything has to come.
        offered = download(work, path + "?full=1", bundle);
      }
      String name = branch == null ? offered.ref().substring(HEADS.length()) : branch;
      BranchOffer.Outcome outcome = offer.create(bundle, offered.ref(), offered.head(), name);
      if (checkOut) {
        offer.checkOut(name);
      }
      report(work, offered, name, outcome);
      return ExitCode.DONE;
    } finally {
      Files.deleteIfExists(bundle);
    }
  }

  private static Offered download(Work work, String path, Path file) throws IOException {
    HttpResponse<InputStream> response = work.api().open(path, MediaTypes.GIT_BUNDLE);
    try (InputStream body = response.body()) {
      Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
    }
    String ref = header(response, Headers.BRANCH);
    // What the server names goes into git's arguments: it must be what it claims to be.
    boolean sound =
        ref.matches("refs/heads/[A-Za-z0-9][A-Za-z0-9._/-]{0,250}")
            && header(response, Headers.HEAD_OID).matches("[0-9a-f]{40}([0-9a-f]{24})?")
            && header(response, Headers.BASE_OID).matches("[0-9a-f]{40}([0-9a-f]{24})?");
    if (!sound) {
      throw CliException.failed(
          "ANSWER_NOT_UNDERSTOOD",
          "the server's bundle does not name its branch and commits",
          "Check with `berth doctor` that client and server have the same version.");
    }
    return new Offered(ref, header(response, Headers.HEAD_OID), header(response, Headers.BASE_OID));
  }

  private void report(Work work, Offered offered, String name, BranchOffer.Outcome outcome) {
    if (work.output().json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("branch", name);
      result.put("head_oid", offered.head());
      result.put("base_oid", offered.base());
      result.put("created", outcome == BranchOffer.Outcome.CREATED);
      result.put("checked_out", checkOut);
      work.context().streams().out().println(work.api().json().pretty(result));
      return;
    }
    TerminalText line =
        switch (outcome) {
          case CREATED -> TerminalText.of("Created branch ");
          case ALREADY_THERE -> TerminalText.of("There already: branch ");
        };
    String head = offered.head().substring(0, 12);
    work.screen().line(line.plus(name, Style.BOLD).plus(" at " + head, Style.DIM));
    if (!checkOut) {
      work.hint("See it: git log -p " + offered.base().substring(0, 12) + ".." + name);
      work.hint("Take it: git merge " + name);
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
