package dev.berth.runtime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Describes an {@link AgentApp}. Not thread-safe; not to be changed after {@link #build}. */
public final class AgentAppBuilder {
  private InstantSource clock;
  private Supplier<JsonMapper> mapper = new StandardMapper();
  private String host = "0.0.0.0";
  private int port = 8080;
  private long maxPayloadBytes = 100_000_000;
  private Duration drain = Duration.ofSeconds(15);
  private int maxInvocations = Integer.MAX_VALUE;
  private int maxMessageBytes = 1 << 20;
  private boolean debug;
  private @Nullable Duration maxTaskAge;
  private @Nullable JsonLog log;
  private @Nullable RawHandler handler;
  private @Nullable PingHandler ping;
  private @Nullable WebSocketHandler webSocket;

  AgentAppBuilder(InstantSource clock) {
    this.clock = clock;
  }

  /** The address to bind; all by default, as the contract wants inside a container. */
  public AgentAppBuilder host(String address) {
    this.host = address;
    return this;
  }

  /** The port, 0 to 65535; 8080 by default, 0 for any free one. */
  public AgentAppBuilder port(int number) {
    if (number < 0 || number > 65_535) {
      throw new IllegalArgumentException("port " + number + " is outside 0 to 65535");
    }
    this.port = number;
    return this;
  }

  /** The largest body taken; 100 MB by default, AgentCore's own limit. */
  public AgentAppBuilder maxPayloadBytes(long bytes) {
    this.maxPayloadBytes = bytes;
    return this;
  }

  /** How long running work may go on after SIGTERM; 15 s by default, what the platform promises. */
  public AgentAppBuilder drain(Duration budget) {
    this.drain = budget;
    return this;
  }

  /**
   * How many invocations may be under way; more are answered 429. Unlimited by default: the
   * platform sends invocations to a busy agent, too.
   */
  public AgentAppBuilder maxInvocations(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at least one invocation, not " + most);
    }
    this.maxInvocations = most;
    return this;
  }

  /** The largest WebSocket message taken; 1 MiB by default, close code 1009 beyond. */
  public AgentAppBuilder maxMessageBytes(int bytes) {
    this.maxMessageBytes = bytes;
    return this;
  }

  /**
   * How long one task may keep the agent busy: a task that was never closed would keep a session
   * alive, and paid for, to its very end. Unlimited by default.
   */
  public AgentAppBuilder maxTaskAge(Duration age) {
    this.maxTaskAge = age;
    return this;
  }

  /** Says what {@code /ping} answers, unless a status is forced. */
  public AgentAppBuilder ping(PingHandler custom) {
    this.ping = custom;
    return this;
  }

  /** Serves {@code /ws}; without one, sockets are closed with 1011. */
  public AgentAppBuilder webSocket(WebSocketHandler sockets) {
    this.webSocket = sockets;
    return this;
  }

  /**
   * Switches on the debug actions {@code ping_status}, {@code job_status}, {@code force_healthy},
   * {@code force_busy} and {@code clear_forced_status}: invocations with the key {@code
   * _agent_core_app_action}. Off by default; not for production.
   */
  public AgentAppBuilder debugActions(boolean on) {
    this.debug = on;
    return this;
  }

  /** Where time comes from. */
  public AgentAppBuilder clock(InstantSource source) {
    this.clock = source;
    return this;
  }

  /** The mapper for typed requests and answers; Jackson's standard one by default. */
  public AgentAppBuilder mapper(JsonMapper jackson) {
    this.mapper = () -> jackson;
    return this;
  }

  /** Where log lines go; standard output by default. */
  public AgentAppBuilder log(JsonLog target) {
    this.log = target;
    return this;
  }

  /** Handles invocations whose body is JSON of a type. Replaces a handler set before. */
  public <I> AgentAppBuilder handler(Class<I> type, Handler<I> typed) {
    return rawHandler(
        body -> {
          I input = new WireJson(() -> mapper.get()).read(body, type);
          Object result = typed.handle(input);
          return result instanceof Answer answer ? answer : Answer.json(result);
        });
  }

  /** Handles invocations as bytes. Replaces a handler set before. */
  public AgentAppBuilder rawHandler(RawHandler raw) {
    this.handler = raw;
    return this;
  }

  /** The app, not started. */
  public AgentApp build() {
    if (log == null) {
      log = new JsonLog(System.out, clock);
    }
    return new AgentApp(this);
  }

  InstantSource clock() {
    return clock;
  }

  Supplier<JsonMapper> mapper() {
    return mapper;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  long maxPayloadBytes() {
    return maxPayloadBytes;
  }

  Duration drain() {
    return drain;
  }

  JsonLog log() {
    JsonLog chosen = log;
    return chosen == null ? new JsonLog(System.out, clock) : chosen;
  }

  int maxInvocations() {
    return maxInvocations;
  }

  int maxMessageBytes() {
    return maxMessageBytes;
  }

  boolean isDebug() {
    return debug;
  }

  Optional<Duration> maxTaskAge() {
    return Optional.ofNullable(maxTaskAge);
  }

  Optional<PingHandler> ping() {
    return Optional.ofNullable(ping);
  }

  Optional<WebSocketHandler> webSocket() {
    return Optional.ofNullable(webSocket);
  }

  Optional<RawHandler> handler() {
    return Optional.ofNullable(handler);
  }
}
