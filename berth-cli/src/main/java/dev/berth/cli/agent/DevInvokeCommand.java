package dev.berth.cli.agent;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.terminal.Screen;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth dev invoke}. */
@Command(
    name = "invoke",
    description =
        "Sends one request to an agent and prints its answer, events of a stream as they come. Exit"
            + " code 1 when the agent answers with an error.",
    footer = {"", "Example: berth dev invoke '{\"prompt\":\"hello\"}'"})
public final class DevInvokeCommand extends LocalCommand {
  private static final String PREFIX = "X-Amzn-Bedrock-AgentCore-Runtime-";

  /** An agent may take so long for one answer; the service gives a stream an hour. */
  private static final Duration LIMIT = Duration.ofHours(1);

  @Parameters(
      paramLabel = "REQUEST",
      description = "The request's JSON; @FILE reads a file, - standard input.")
  private String request = "";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where the agent listens: ${DEFAULT-VALUE}.")
  private String url = AgentAddress.USUAL;

  @Option(
      names = "--session",
      paramLabel = "ID",
      description = "The session, 33 to 256 characters. A new one when it is left out.")
  private @Nullable String session;

  @Option(names = "--user", paramLabel = "ID", description = "The user the request is for.")
  private @Nullable String user;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME=VALUE",
      description = "Another header. May be repeated.")
  private Map<String, String> headers = new LinkedHashMap<>();

  public DevInvokeCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    URI address = AgentAddress.parse(url);
    HttpRequest post = post(address);
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return print(client.send(post, BodyHandlers.ofInputStream()));
    } catch (ConnectException e) {
      throw CliException.failed(
          "AGENT_NOT_REACHED",
          "no agent answers at " + url,
          "Start it with `berth dev run -- COMMAND`, or name another address with --url.");
    } catch (IOException e) {
      throw CliException.failed(
          "ANSWER_BROKE_OFF",
          "the agent's answer broke off: " + e,
          "Look at what the agent wrote.");
    }
  }

  private HttpRequest post(URI address) {
    String id = Optional.ofNullable(session).orElseGet(() -> "berth-dev-" + UUID.randomUUID());
    try {
      HttpRequest.Builder post =
          HttpRequest.newBuilder(address.resolve("/invocations"))
              .timeout(LIMIT)
              .header("Content-Type", "application/json")
              .header("Accept", "application/json, text/event-stream")
              .header(PREFIX + "Session-Id", id)
              .POST(HttpRequest.BodyPublishers.ofString(Payload.read(request, context())));
      if (user != null) {
        post.header(PREFIX + "User-Id", user);
      }
      headers.forEach(post::header);
      return post.build();
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          "BAD_ARGUMENT",
          "a header is not valid: " + e.getMessage(),
          "Give --header NAME=VALUE with a name and value that HTTP allows.");
    }
  }

  private int print(HttpResponse<InputStream> answer) throws IOException {
    Screen screen = output().screen(context());
    boolean events =
        answer.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!events) {
          screen.line(line);
        } else if (line.startsWith("data: ")) {
          screen.line(line.substring("data: ".length()));
        }
      }
    }
    if (answer.statusCode() >= 400) {
      throw CliException.failed(
          "AGENT_ANSWERED_ERROR",
          "the agent answered with status " + answer.statusCode(),
          "Its answer stands above; `berth dev check` tells whether it keeps the contract.");
    }
    return ExitCode.DONE;
  }
}
