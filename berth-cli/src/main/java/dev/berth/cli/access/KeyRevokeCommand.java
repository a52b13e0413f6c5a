package dev.berth.cli.access;

import dev.berth.api.access.ApiKeyDetail;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.terminal.TerminalText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code berth api-key revoke}. */
@Command(name = "revoke", description = "Revokes an API key: it is refused from now on.")
public final class KeyRevokeCommand extends ServerCommand {
  @Parameters(paramLabel = "ID", description = "The key's id, from `berth api-key list`.")
  private String id = "";

  public KeyRevokeCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    Answer<ApiKeyDetail> answer =
        work.api()
            .send(ApiRequest.of("DELETE", Routes.fill(Routes.API_KEY, id)), ApiKeyDetail.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      work.screen().line(TerminalText.of("Revoked ").plus(answer.value().name()));
    }
    return ExitCode.DONE;
  }
}
