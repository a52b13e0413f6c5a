package dev.berth.dist.server;

import dev.berth.api.http.Routes;
import dev.berth.api.task.TaskSummary;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.http.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A server that starts on empty data, answers a little, and stops: for its start-up cache. */
public final class ServerTraining {
  private ServerTraining() {}

  /**
   * Runs it.
   *
   * @param data a new directory
   * @return false when the server was not ready in the end
   */
  public static boolean run(CliContext context, Path data)
      throws IOException, InterruptedException {
    // Where bubblewrap is missing the server is to start as well.
    Map<String, String> flags = Map.of("server.port", "0", "isolation", "none");
    try (LocalServer server = LocalServer.start(context, data, Optional.empty(), flags);
        ApiClient client = server.client();
        HttpClient http = HttpClient.newHttpClient()) {
      client.page(Routes.TASKS, TaskSummary.class);
      URI ready = server.address().resolve(Routes.HEALTH_READY);
      HttpRequest request = HttpRequest.newBuilder(ready).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }
  }
}
