package dev.berth.cli.task;

import dev.berth.api.artifact.Artifact;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth artifacts}. */
@Command(
    name = "artifacts",
    description = "Lists what a task delivered, or fetches one thing of it.")
public final class ArtifactsCommand extends ServerCommand {
  @Mixin private TaskArgument task = new TaskArgument();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Prints this one. A terminal gets it encoded, a pipe as it is.")
  private @Nullable String name;

  @Option(names = "--to", paramLabel = "FILE", description = "Writes it into a new file instead.")
  private @Nullable Path file;

  public ArtifactsCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) throws IOException {
    String id = task.resolve(work.api());
    if (name == null) {
      list(work, id);
    } else {
      fetch(work, Routes.fill(Routes.ARTIFACT, id, name));
    }
    return ExitCode.DONE;
  }

  private static void list(Work work, String id) {
    Answer<List<Artifact>> answer =
        work.api().page(Routes.fill(Routes.ARTIFACTS, id), Artifact.class);
    if (work.output().json()) {
      work.json(answer.data());
      return;
    }
    if (answer.value().isEmpty()) {
      work.hint("The task delivered no artifacts.");
      return;
    }
    Table table =
        new Table(
            List.of(
                Column.flexible("NAME"),
                Column.number("BYTES"),
                Column.flexible("TYPE"),
                Column.fixed("SHA-256")));
    for (Artifact artifact : answer.value()) {
      table.row(
          List.of(
              TerminalText.of(artifact.name()),
              TerminalText.of(String.format(Locale.ROOT, "%,d", artifact.sizeBytes())),
              TerminalText.of(Facts.orDash(artifact.contentType())),
              TerminalText.of(
                  artifact.sha256().substring(0, Math.min(12, artifact.sha256().length())))));
    }
    table.print(work.screen());
  }

  private void fetch(Work work, String path) throws IOException {
    try (InputStream body = work.api().open(path, "*/*").body()) {
      if (file != null) {
        save(body, work.context().workingDirectory().resolve(file));
      } else if (work.context().capabilities().terminal() && !work.output().raw()) {
        work.screen().block(new String(body.readAllBytes(), StandardCharsets.UTF_8));
      } else {
        body.transferTo(work.context().streams().out());
        work.context().streams().out().flush();
      }
    }
  }

  private static void save(InputStream body, Path target) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      body.transferTo(out);
    } catch (FileAlreadyExistsException e) {
      throw CliException.failed(
          "FILE_EXISTS", target + " exists", "Name another file with --to, or remove this one.");
    }
  }
}
