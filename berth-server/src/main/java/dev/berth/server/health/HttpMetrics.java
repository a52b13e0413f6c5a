package dev.berth.server.health;

import dev.berth.api.http.MediaTypes;
import dev.berth.server.http.ApiServer;
import dev.berth.server.http.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;

/** Counts and times requests by operation and status. Thread-safe. */
public final class HttpMetrics implements ApiServer.RequestLog {
  private final MeterRegistry registry;

  public HttpMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void served(
      String method,
      Optional<Operation> operation,
      int status,
      Optional<String> type,
      Duration took) {
    if (type.filter(text -> text.startsWith(MediaTypes.EVENT_STREAM)).isPresent()) {
      // Its length says how long somebody looked, not how quick the server is.
      return;
    }
    Timer.builder("berth.http.requests")
        .description("Requests by operation and status; paths that nobody serves are one")
        .tag("method", operation.isPresent() ? method : "any")
        .tag("route", operation.map(Operation::path).orElse("none"))
        .tag("status", Integer.toString(status))
        .register(registry)
        .record(took);
  }
}
