package dev.berth.init.gateway;

import dev.berth.init.clock.Clock;
import dev.berth.init.http.Endpoint;
import dev.berth.init.http.HttpCall;
import dev.berth.init.http.Request;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/**
 * Calls the gateway with the session's token. A control plane that is away (connection refused,
 * 503) is waited for as long as the session lives; 401 and 410 end the session. Thread-safe.
 */
public final class GatewayClient {
  /** One exchange; the gateway answers in milliseconds or is in trouble. */
  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Endpoint endpoint;
  private final String token;
  private final HttpCall http;
  private final Clock clock;

  public GatewayClient(Endpoint endpoint, String token, Clock clock) {
    this.endpoint = endpoint;
    this.token = token;
    this.http = new HttpCall(clock);
    this.clock = clock;
  }

  /** A status and the text that came with it. */
  public record Answer(int status, String text) {
    /** Whether the gateway took it. */
    public boolean ok() {
      return status / 100 == 2;
    }
  }

  /**
   * One attempt.
   *
   * @throws SessionEnded on 401 and 410
   * @throws IOException when the gateway cannot be reached or breaks off
   */
  public Answer post(String target, String type, byte[] body) throws IOException {
    Map<String, String> headers = Map.of("Authorization", "Bearer " + token, "Content-Type", type);
    Answer answer =
        http.exchange(
            endpoint,
            new Request("POST", target, headers, body),
            CALL_LIMIT,
            response -> new Answer(response.status(), response.text()));
    if (answer.status() == 401 || answer.status() == 410) {
      throw new SessionEnded(answer.status());
    }
    return answer;
  }

  /** One attempt with properties. */
  public Answer post(String target, Map<String, String> values) throws IOException {
    return post(target, "text/x-java-properties; charset=utf-8", encode(values));
  }

  /**
   * Repeats until the gateway has taken or refused it; see {@link #deliver(String, String,
   * byte[])}.
   */
  public Answer deliver(String target, Map<String, String> values)
      throws SessionEnded, InterruptedException {
    return deliver(target, "text/x-java-properties; charset=utf-8", encode(values));
  }

  /**
   * Repeats until the gateway has taken or refused it. Only for calls that are idempotent.
   *
   * @return 2xx, or a refusal that repeating cannot change
   * @throws SessionEnded on 401 and 410
   */
  public Answer deliver(String target, String type, byte[] body)
      throws SessionEnded, InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        Answer answer = post(target, type, body);
        if (answer.status() < 500 && answer.status() != 429) {
          return answer;
        }
      } catch (SessionEnded e) {
        throw e;
      } catch (IOException e) {
        // The control plane restarts; the agent goes on working meanwhile.
        if (pause.equals(LONGEST_PAUSE)) {
          System.err.println("init: " + target + " is being retried: " + e.getMessage());
        }
      }
      clock.sleep(pause);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
  }

  private static byte[] encode(Map<String, String> values) {
    Properties properties = new Properties();
    properties.putAll(values);
    StringWriter text = new StringWriter();
    try {
      properties.store(text, null);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("writing to a string", e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
