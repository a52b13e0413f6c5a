package dev.berth.runtime;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Who asked and with what, for the invocation a thread works on. Immutable.
 *
 * @param sessionId {@code X-Amzn-Bedrock-AgentCore-Runtime-Session-Id}
 * @param requestId the AgentCore request id, else {@code x-amzn-requestid}, else a new random one
 * @param userId {@code X-Amzn-Bedrock-AgentCore-Runtime-User-Id}
 * @param headers case-insensitive: {@code Authorization}, custom and trace headers; hop-by-hop and
 *     platform headers are left out
 */
public record InvocationContext(
    Optional<String> sessionId,
    String requestId,
    Optional<String> userId,
    Map<String, String> headers) {
  private static final ScopedValue<InvocationContext> CURRENT = ScopedValue.newInstance();
  private static final String PREFIX = "X-Amzn-Bedrock-AgentCore-Runtime-";
  private static final String CUSTOM = (PREFIX + "Custom-").toLowerCase(Locale.ROOT);

  /** Platform headers that a handler may see although their prefix is reserved. */
  private static final Set<String> TRACE = Set.of("x-amzn-trace-id");

  /** What concerns the connection or the content, not the invocation. */
  private static final Set<String> RESTRICTED =
      Set.of(
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "cookie",
          "set-cookie",
          "workloadaccesstoken",
          "oauth2callbackurl");

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

  static InvocationContext of(RequestHead head, Supplier<String> newRequestId) {
    Map<String, String> visible = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    head.headers()
        .forEach(
            (name, value) -> {
              if (visible(name.toLowerCase(Locale.ROOT))) {
                visible.put(name, value);
              }
            });
    String requestId =
        head.header(PREFIX + "Request-Id")
            .or(() -> head.header("x-amzn-requestid"))
            .orElseGet(newRequestId);
    return new InvocationContext(
        head.header(PREFIX + "Session-Id"), requestId, head.header(PREFIX + "User-Id"), visible);
  }

  private static boolean visible(String name) {
    if (name.startsWith(CUSTOM) || TRACE.contains(name)) {
      return true;
    }
    return !name.startsWith("x-amz-") && !name.startsWith("x-amzn-") && !RESTRICTED.contains(name);
  }
}
