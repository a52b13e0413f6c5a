package dev.berth.runtime;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Who asked and with what, for the invocation a thread works on. Immutable.
 *
 * @param sessionId {@code X-Amzn-Bedrock-AgentCore-Runtime-Session-Id}
 * @param requestId the AgentCore request id, else {@code x-amzn-requestid}, else a new random one
 * @param userId {@code X-Amzn-Bedrock-AgentCore-Runtime-User-Id}
 * @param headers case-insensitive: {@code Authorization}, custom, trace and other headers of the
 *     caller; those of the connection, the content, browsers and the platform are left out
 * @param identity tokens of AgentCore Identity, which no header map shows
 */
public record InvocationContext(
    Optional<String> sessionId,
    String requestId,
    Optional<String> userId,
    Map<String, String> headers,
    Identity identity) {
  private static final ScopedValue<InvocationContext> CURRENT = ScopedValue.newInstance();
  private static final String PREFIX = "X-Amzn-Bedrock-AgentCore-Runtime-";

  /** Copies the headers. */
  public InvocationContext {
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    headers = Collections.unmodifiableMap(copy);
  }

  /**
   * The context of the invocation the calling thread works on.
   *
   * @throws IllegalStateException on a thread that was started by hand; {@link #call} binds it
   *     there
   */
  public static InvocationContext current() {
    return find()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no invocation on this thread; bind one with InvocationContext.call"));
  }

  /** The context of the invocation the calling thread works on, if it works on one. */
  public static Optional<InvocationContext> find() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /** Runs an action with this context as the current one, for example on a background thread. */
  public void run(Runnable action) {
    ScopedValue.where(CURRENT, this).run(action);
  }

  /** Calls an action with this context as the current one. */
  public <T, X extends Exception> T call(ScopedValue.CallableOp<T, X> action) throws X {
    return ScopedValue.where(CURRENT, this).call(action);
  }

  static InvocationContext of(Map<String, String> headers, Supplier<String> newRequestId) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    Map<String, String> visible = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.forEach(
        (name, value) -> {
          if (RestrictedHeaders.visible(name)) {
            visible.put(name, value);
          }
        });
    String requestId =
        find(all, PREFIX + "Request-Id")
            .or(() -> find(all, "x-amzn-requestid"))
            .orElseGet(newRequestId);
    return new InvocationContext(
        find(all, PREFIX + "Session-Id"),
        requestId,
        find(all, PREFIX + "User-Id"),
        visible,
        new Identity(
            find(all, "X-Amz-Bedrock-AgentCore-Identity-WAT")
                .or(() -> find(all, "WorkloadAccessToken")),
            find(all, "OAuth2CallbackUrl")));
  }

  private static Optional<String> find(Map<String, String> headers, String name) {
    return Optional.ofNullable(headers.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * The trace that the invocation belongs to: the trace id of {@code traceparent} (W3C), else the
   * root of {@code X-Amzn-Trace-Id}.
   */
  public Optional<String> traceId() {
    return find(headers, "traceparent")
        .map(value -> value.split("-", -1))
        .filter(parts -> parts.length >= 4 && parts[1].length() == 32)
        .map(parts -> parts[1])
        .or(() -> find(headers, "X-Amzn-Trace-Id").flatMap(InvocationContext::root));
  }

  private static Optional<String> root(String trace) {
    return Arrays.stream(trace.split(";", -1))
        .map(String::strip)
        .filter(part -> part.startsWith("Root=") && part.length() > 5)
        .map(part -> part.substring(5))
        .findFirst();
  }

  /** Without the values of headers and tokens: a context gets logged. */
  @Override
  public String toString() {
    return "InvocationContext[request "
        + requestId
        + ", session "
        + sessionId.orElse("none")
        + ", headers "
        + headers.keySet()
        + "]";
  }

  /**
   * What AgentCore Identity hands to an agent for calls on behalf of the caller. Its text form
   * hides it.
   *
   * @param workloadAccessToken {@code X-Amz-Bedrock-AgentCore-Identity-WAT}, else {@code
   *     WorkloadAccessToken}
   * @param oauth2CallbackUrl {@code OAuth2CallbackUrl}
   */
  public record Identity(Optional<String> workloadAccessToken, Optional<String> oauth2CallbackUrl) {
    @Override
    public String toString() {
      return "Identity[hidden]";
    }
  }
}
