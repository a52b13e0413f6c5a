package dev.berth.cli.repo;

import dev.berth.api.repo.RepoDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ServerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code berth repo show}. */
@Command(name = "show", description = "Shows a repository: whether it is ready, and its settings.")
public final class ShowCommand extends ServerCommand {
  @Mixin private RepoName repo = new RepoName();

  public ShowCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    return RepoView.show(work, work.api().get(repo.path(), RepoDetail.class));
  }
}
