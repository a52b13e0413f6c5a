package dev.berth.cli.repo;

import dev.berth.api.repo.RepoDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.terminal.TerminalText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code berth repo offboard}. */
@Command(
    name = "offboard",
    description = "Removes a repository from Berth: no new tasks. The repository itself stays.")
public final class OffboardCommand extends ServerCommand {
  @Mixin private RepoName repo = new RepoName();

  public OffboardCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    Answer<RepoDetail> answer =
        work.api().send(ApiRequest.of("DELETE", repo.path()), RepoDetail.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      work.screen().line(TerminalText.of("Removed " + repo.text() + "; it takes no new tasks."));
    }
    return ExitCode.DONE;
  }
}
