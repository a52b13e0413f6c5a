package dev.berth.cli.repo;

import dev.berth.api.http.Routes;
import dev.berth.api.repo.OnboardRepoRequest;
import dev.berth.api.repo.RepoDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.ApiRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code berth repo onboard}. */
@Command(name = "onboard", description = "Makes a repository known to Berth.")
public final class OnboardCommand extends ServerCommand {
  @Mixin private RepoName repo = new RepoName();

  @Option(names = "--forge", paramLabel = "FORGE", description = "local (default) or github.")
  private @Nullable String forge;

  @Option(
      names = "--from",
      paramLabel = "PATH",
      description = "Git repository on the server's machine that it is copied from; only read.")
  private @Nullable String source;

  @Mixin private SettingOptions settings = new SettingOptions();

  public OnboardCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    // Names are checked here as well, so that a slip is told at once and not after a round trip.
    repo.path();
    String from =
        source == null || source.contains("://")
            ? source
            : work.context().workingDirectory().resolve(source).normalize().toString();
    OnboardRepoRequest request =
        new OnboardRepoRequest(repo.text(), forge, from, settings.settings(work.context()));
    ApiRequest post =
        ApiRequest.of("POST", Routes.REPOS).withBody(request).withKey(UUID.randomUUID().toString());
    return RepoView.show(work, work.api().sendAgain(post, RepoDetail.class));
  }
}
