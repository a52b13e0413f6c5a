package dev.berth.cli.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Rules about {@code POST /invocations} that are answered at once. */
final class InvocationChecks {
  private static final String JSON = "application/json";

  /** Lines that a stack trace of Java, JavaScript, Python or Go has, in JSON or not. */
  private static final Pattern TRACE =
      Pattern.compile(
          "(?:\\\\n|\\n)(?:\\\\t|\\s)*at [\\w.$<>]+[ (]"
              + "|Traceback \\(most recent call last\\)|goroutine \\d+ \\[");

  private static final int LARGE = 1 << 20;

  private InvocationChecks() {}

  static List<Check> all() {
    return List.of(
        Check.of(
            "INV-1", "a valid request is answered", "a status of 2xx", InvocationChecks::valid),
        Check.of(
            "INV-2",
            "the Content-Type does not matter",
            "the answer of INV-1 also for text/plain, a form, and without Content-Type",
            InvocationChecks::contentType),
        Check.of(
            "INV-3",
            "a body that is not JSON is refused",
            "400 with {\"error\":...}",
            agent -> refused(agent, "{\"prompt\":".getBytes(StandardCharsets.UTF_8))),
        Check.of(
            "INV-4",
            "a body that is not UTF-8 is refused",
            "400 with {\"error\":...}",
            agent -> refused(agent, new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', '}'})),
        Check.of(
            "INV-5",
            "a handler that fails is reported, its inside is not",
            "a status from 400 on with {\"error\":...} and no stack trace",
            InvocationChecks::failing),
        Check.of(
            "INV-6",
            "invocations run side by side",
            "two slow requests together in less than 1.7 times the time of one",
            InvocationChecks::sideBySide),
        Check.of(
            "INV-7",
            "the runtime's headers are accepted in any case",
            "the answer of INV-1 with session, request and user id in mixed case",
            InvocationChecks::headers),
        Check.of(
            "INV-8",
            "a large request is read",
            "the answer of INV-1 to the same request with 1 MiB of white space after it",
            InvocationChecks::large),
        Check.of(
            "INV-9",
            "other methods are refused",
            "404 or 405 to GET /invocations",
            InvocationChecks::method));
  }

  private static Verdict valid(Target agent) throws Deviation, IOException, InterruptedException {
    return same(agent.invoke(agent.payloads().valid()), "");
  }

  private static Verdict same(Reply reply, String when) throws Deviation {
    if (!reply.succeeded()) {
      throw new Deviation(reply.shown() + when);
    }
    return Verdict.KEPT;
  }

  private static Verdict contentType(Target agent)
      throws Deviation, IOException, InterruptedException {
    byte[] body = bytes(agent);
    same(agent.invoke(body, Map.of("Content-Type", "text/plain")), " for text/plain");
    same(
        agent.invoke(body, Map.of("Content-Type", "application/x-www-form-urlencoded")),
        " for application/x-www-form-urlencoded");
    return same(agent.invoke(body, Map.of()), " without Content-Type");
  }

  private static Verdict refused(Target agent, byte[] body)
      throws Deviation, IOException, InterruptedException {
    Reply reply = agent.invoke(body, Map.of("Content-Type", JSON)).having(400);
    error(reply);
    return Verdict.KEPT;
  }

  private static Verdict failing(Target agent) throws Deviation, IOException, InterruptedException {
    if (agent.payloads().failing().isEmpty()) {
      return new Verdict.NotChecked("a request that fails: --failing-payload");
    }
    Reply reply = agent.invoke(agent.payloads().failing().get());
    if (reply.status() < 400) {
      throw new Deviation(reply.shown());
    }
    error(reply);
    if (TRACE.matcher(reply.text()).find()) {
      throw new Deviation("a stack trace: " + reply.shown());
    }
    return Verdict.KEPT;
  }

  private static void error(Reply reply) throws Deviation {
    JsonNode error = reply.object().path("error");
    if (!error.isString() || error.asString().isBlank()) {
      throw new Deviation("no text at \"error\" in " + reply.shown());
    }
  }

  private static Verdict sideBySide(Target agent)
      throws Deviation, IOException, InterruptedException {
    if (agent.payloads().slow().isEmpty()) {
      return new Verdict.NotChecked("a slow request: --slow-payload");
    }
    String slow = agent.payloads().slow().get();
    // The better of two: a machine that is busy with something else is not the agent's fault.
    long one = Math.min(millis(agent, slow, 1), millis(agent, slow, 1));
    if (one < 200) {
      return new Verdict.NotChecked("a slower request: --slow-payload took " + one + " ms");
    }
    long both = Math.min(millis(agent, slow, 2), millis(agent, slow, 2));
    if (both > one * 1.7) {
      throw new Deviation("one took " + one + " ms, two together " + both + " ms");
    }
    return Verdict.KEPT;
  }

  /** How long so many requests take that are sent at the same time. */
  private static long millis(Target agent, String payload, int requests) {
    long begun = System.nanoTime();
    List<CompletableFuture<Reply>> all =
        IntStream.range(0, requests).mapToObj(_ -> agent.begin(payload)).toList();
    all.forEach(one -> one.handle((answer, failure) -> answer).join());
    return Duration.ofNanos(System.nanoTime() - begun).toMillis();
  }

  private static Verdict headers(Target agent) throws Deviation, IOException, InterruptedException {
    Map<String, String> headers =
        Map.of(
            "content-TYPE", JSON,
            "x-amzn-bedrock-agentcore-runtime-session-id", "conformance-".repeat(3),
            "X-AMZN-Bedrock-AgentCore-Runtime-Request-Id", "conformance-request",
            "x-Amzn-bedrock-agentcore-runtime-user-id", "conformance-user",
            "X-Amzn-Bedrock-AgentCore-Runtime-Custom-Colour", "green");
    return same(agent.invoke(bytes(agent), headers), " with the runtime's headers");
  }

  private static Verdict large(Target agent) throws Deviation, IOException, InterruptedException {
    byte[] body = (agent.payloads().valid() + " ".repeat(LARGE)).getBytes(StandardCharsets.UTF_8);
    return same(agent.invoke(body, Map.of("Content-Type", JSON)), " for 1 MiB");
  }

  private static Verdict method(Target agent) throws Deviation, IOException, InterruptedException {
    Reply reply = agent.get("/invocations");
    if (reply.status() != 404 && reply.status() != 405) {
      throw new Deviation(reply.shown());
    }
    return Verdict.KEPT;
  }

  private static byte[] bytes(Target agent) {
    return agent.payloads().valid().getBytes(StandardCharsets.UTF_8);
  }
}
