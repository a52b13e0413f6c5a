package dev.berth.cli.access;

import dev.berth.api.access.CreateApiKeyRequest;
import dev.berth.api.access.CreatedApiKey;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.ApiRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth api-key create}. */
@Command(
    name = "create",
    description = {
      "Makes an API key and prints its secret, which nobody can show again.",
      "A key can make only keys that may do no more and last no longer than itself."
    })
public final class KeyCreateCommand extends ServerCommand {
  private static final Pattern LIFE = Pattern.compile("([1-9][0-9]{0,4})([hd])");

  @Parameters(paramLabel = "NAME", description = "What the key is for.")
  private String name = "";

  @Option(names = "--role", paramLabel = "ROLE", description = "user (default), operator or admin.")
  private @Nullable String role;

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Whose key it is. Default: yours; another's needs the role admin.")
  private @Nullable String user;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description =
          "Limits the key, such as tasks:read or repos:write. May be repeated. Default: no limit"
              + " below the role.")
  private List<String> scopes = new ArrayList<>();

  @Option(
      names = "--expires-in",
      paramLabel = "TIME",
      description = "Hours or days, such as 12h or 90d. Default: never.")
  private @Nullable String expiresIn;

  public KeyCreateCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    CreateApiKeyRequest request =
        new CreateApiKeyRequest(
            name, role, user, scopes.isEmpty() ? null : scopes, expiry(work.context()));
    Answer<CreatedApiKey> answer =
        work.api()
            .send(ApiRequest.of("POST", Routes.API_KEYS).withBody(request), CreatedApiKey.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      work.screen().line(answer.value().secret());
      work.hint("Shown this once. Send it as 'Authorization: Bearer ...', or set BERTH_TOKEN.");
      work.hint("Take it back: berth api-key revoke " + answer.value().key().id());
    }
    return ExitCode.DONE;
  }

  private @Nullable Instant expiry(CliContext context) {
    if (expiresIn == null) {
      return null;
    }
    Matcher life = LIFE.matcher(expiresIn);
    if (!life.matches()) {
      throw CliException.usage(
          "BAD_ARGUMENT",
          "--expires-in " + expiresIn + " is not a number of hours or days",
          "Write 12h or 90d.");
    }
    long amount = Long.parseLong(life.group(1));
    return context
        .time()
        .now()
        .plus(life.group(2).equals("h") ? Duration.ofHours(amount) : Duration.ofDays(amount));
  }
}
