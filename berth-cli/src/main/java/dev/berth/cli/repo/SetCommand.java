package dev.berth.cli.repo;

import dev.berth.api.repo.PatchRepoRequest;
import dev.berth.api.repo.RepoDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.ApiRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code berth repo set}. */
@Command(name = "set", description = "Changes settings of a repository; what is not named stays.")
public final class SetCommand extends ServerCommand {
  @Mixin private RepoName repo = new RepoName();
  @Mixin private SettingOptions settings = new SettingOptions();

  @Option(
      names = {"--reset", "--unset"},
      split = ",",
      paramLabel = "SETTING",
      description = "Puts settings back to their defaults, by their names in the API.")
  private @Nullable List<String> reset;

  public SetCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    PatchRepoRequest request = new PatchRepoRequest(settings.settings(work.context()), reset);
    ApiRequest patch = ApiRequest.of("PATCH", repo.path()).withBody(request);
    return RepoView.show(work, work.api().send(patch, RepoDetail.class));
  }
}
