package dev.berth.cli.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules about answers that come as a stream of events. */
final class StreamChecks {
  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final String STREAM = "a request answered by a stream: --stream-payload";

  private StreamChecks() {}

  static List<Check> all() {
    return List.of(
        Check.of(
            "SSE-1",
            "a stream says that it is one",
            "200 with Content-Type text/event-stream",
            StreamChecks::type),
        Check.of(
            "SSE-2",
            "each event is one line of JSON",
            "`data: <json>` and an empty line, no other field and no other line end",
            StreamChecks::framing),
        Check.of(
            "SSE-3",
            "events are sent when they are made",
            "the first event before nine tenths of the stream's time are over",
            StreamChecks::atOnce),
        Check.of(
            "SSE-4",
            "a stream that fails says so once, at its end",
            "exactly one event with error, error_type and message, as the last",
            StreamChecks::failing),
        Check.of(
            "SSE-5",
            "a client that goes away takes nothing with it",
            "ping and a new request answered, and Healthy within 10 s",
            StreamChecks::abandoned));
  }

  private static Verdict type(Target agent) throws Deviation, IOException, InterruptedException {
    if (agent.payloads().stream().isEmpty()) {
      return new Verdict.NotChecked(STREAM);
    }
    HttpResponse<InputStream> answer = agent.open(agent.payloads().stream().get());
    try (InputStream in = answer.body()) {
      Events.requireStream(answer);
      in.readAllBytes();
    }
    return Verdict.KEPT;
  }

  private static Verdict framing(Target agent) throws Deviation, IOException, InterruptedException {
    if (agent.payloads().stream().isEmpty()) {
      return new Verdict.NotChecked(STREAM);
    }
    Events.of(agent, agent.payloads().stream().get());
    return Verdict.KEPT;
  }

  private static Verdict atOnce(Target agent) throws Deviation, IOException, InterruptedException {
    if (agent.payloads().stream().isEmpty()) {
      return new Verdict.NotChecked(STREAM);
    }
    Events events = Events.of(agent, agent.payloads().stream().get());
    if (events.whole().toMillis() < 500) {
      return new Verdict.NotChecked("a slower stream: --stream-payload was over within 500 ms");
    }
    if (events.first().toMillis() > events.whole().toMillis() * 0.9) {
      throw new Deviation(
          "the first event after %d of %d ms"
              .formatted(events.first().toMillis(), events.whole().toMillis()));
    }
    return Verdict.KEPT;
  }

  private static Verdict failing(Target agent) throws Deviation, IOException, InterruptedException {
    if (agent.payloads().failingStream().isEmpty()) {
      return new Verdict.NotChecked("a stream that fails: --failing-stream-payload");
    }
    List<JsonNode> values = Events.of(agent, agent.payloads().failingStream().get()).values();
    List<JsonNode> errors = values.stream().filter(value -> value.has("error")).toList();
    JsonNode last = values.getLast();
    if (errors.size() != 1 || !last.has("error")) {
      throw new Deviation(errors.size() + " error events, the last event being " + last.toString());
    }
    for (String field : List.of("error", "error_type", "message")) {
      if (!last.path(field).isString()) {
        throw new Deviation("no text at \"" + field + "\" in " + last);
      }
    }
    return Verdict.KEPT;
  }

  private static Verdict abandoned(Target agent)
      throws Deviation, IOException, InterruptedException {
    if (agent.payloads().stream().isEmpty()) {
      return new Verdict.NotChecked(STREAM);
    }
    HttpResponse<InputStream> answer = agent.open(agent.payloads().stream().get());
    try (InputStream in = answer.body()) {
      Events.requireStream(answer);
      in.read();
    }
    agent.ping();
    Reply fresh = agent.invoke(agent.payloads().valid());
    if (!fresh.succeeded()) {
      throw new Deviation(fresh.shown() + " to a new request");
    }
    if (!agent.within(SETTLE, () -> !agent.ping().busy())) {
      throw new Deviation("HealthyBusy 10 s after the client went away");
    }
    return Verdict.KEPT;
  }
}
