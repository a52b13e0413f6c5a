package dev.berth.server.http;

import dev.berth.api.error.ErrorBody;
import dev.berth.api.error.ErrorEnvelope;
import dev.berth.api.http.Headers;
import dev.berth.api.http.MediaTypes;
import dev.berth.api.http.Routes;
import dev.berth.core.access.Role;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.time.Time;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API over HTTP: request ids, who calls, from where, how often, and errors in one form.
 * Thread-safe once started.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
  private static final long BODY_LIMIT = 1 << 20;
  private static final Caller NOBODY =
      new Caller(new UserId("nobody"), Role.USER, Set.of(), Optional.empty());
  private static final String OPERATION = "berth.operation";

  private final Origins origins;
  private final Authenticator authenticator;
  private final Ulid ids;
  private final RateLimiter limiter;
  private final RequestLog requestLog;
  private final List<Operation> operations = new ArrayList<>();
  private final OpenApiDocument document;
  private final ApiJson json = new ApiJson();
  private final Javalin javalin;

  /**
   * How it serves.
   *
   * @param names host names, besides the address itself and localhost, under which requests are
   *     accepted
   * @param burst calls that a user may make of one operation at once
   * @param perMinute calls of one operation that a user may make for ever
   * @param version of the server, for the document
   */
  public record Settings(List<String> names, int burst, int perMinute, String version) {}

  /** Hears of every request that was answered. */
  public interface RequestLog {
    /**
     * Notes one.
     *
     * @param operation empty when the path or the method is not one of ours
     */
    void served(
        String method,
        Optional<Operation> operation,
        int status,
        Optional<String> contentType,
        Duration took);
  }

  /** A server that does not listen yet. */
  public ApiServer(
      Authenticator authenticator,
      Time time,
      Ulid ids,
      Settings settings,
      RequestLog requestLog,
      List<Routing.Group> groups) {
    this.origins = new Origins(settings.names());
    this.authenticator = authenticator;
    this.ids = ids;
    this.limiter = new RateLimiter(time, settings.burst(), settings.perMinute());
    this.requestLog = requestLog;
    this.javalin = Javalin.create(config -> configure(config, groups));
    this.document =
        new OpenApiDocument(() -> json.write(OpenApi.document(operations, settings.version())));
  }

  /** Every operation that is served. */
  public List<Operation> operations() {
    return List.copyOf(operations);
  }

  /**
   * Listens.
   *
   * @throws BerthException {@code PORT_TAKEN}
   */
  public int start(String host, int port) {
    try {
      javalin.start(host, port);
      return javalin.port();
    } catch (RuntimeException e) {
      if (isBindFailure(e)) {
        throw new BerthException(ErrorCode.PORT_TAKEN, "cannot listen on " + host + ":" + port, e);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private void configure(JavalinConfig config, List<Routing.Group> groups) {
    config.startup.showJavalinBanner = false;
    config.concurrency.useVirtualThreads = true;
    config.http.maxRequestSize = BODY_LIMIT;
    config.http.prefer405over404 = true;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(2_000);
          for (var connector : server.getConnectors()) {
            if (connector instanceof ServerConnector tcp) {
              tcp.setReuseAddress(true);
            }
          }
        });
    config.routes.before(this::admit);
    Registrar registrar = new Registrar(config);
    groups.forEach(group -> group.register(registrar));
    registrar.on(
        Operation.get(Routes.OPENAPI, "This document").open().with(new Operation.Reply.Json(200)),
        call -> call.context().contentType(MediaTypes.JSON).result(document.bytes()));
    config.requestLogger.http(
        (ctx, millis) ->
            requestLog.served(
                ctx.method().name(),
                Optional.ofNullable(ctx.attribute(OPERATION)),
                ctx.statusCode(),
                Optional.ofNullable(ctx.res().getContentType()),
                Duration.ofNanos((long) (millis * 1_000_000))));
    config.routes.exception(BerthException.class, this::fail);
    config.routes.exception(
        io.javalin.http.HttpResponseException.class, (e, ctx) -> fail(translate(e), ctx));
    config.routes.exception(
        Exception.class,
        (e, ctx) -> {
          log.error("request {} failed", requestId(ctx), e);
          fail(
              new BerthException(
                  ErrorCode.INTERNAL_ERROR, "an error that Berth did not expect was logged", e),
              ctx);
        });
  }

  private void admit(Context ctx) {
    ctx.header(Headers.REQUEST_ID, ids.next());
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Cache-Control", "no-store");
    origins.check(ctx.header("Host"), ctx.header("Origin"), isUnsafe(ctx.method()));
  }

  private static boolean isUnsafe(HandlerType method) {
    return !Set.of("GET", "HEAD", "OPTIONS").contains(method.name());
  }

  private Caller callerOf(Context ctx, Operation operation) {
    String token =
        bearer(ctx.header("Authorization"))
            .or(() -> Optional.ofNullable(ctx.header(Headers.API_KEY)))
            .orElseThrow(
                () -> new BerthException(ErrorCode.UNAUTHENTICATED, "the request has no token"));
    Caller caller =
        authenticator
            .authenticate(token)
            .orElseThrow(
                () ->
                    new BerthException(
                        ErrorCode.UNAUTHENTICATED, "the token is unknown, expired or revoked"));
    limiter
        .take(caller.user() + " " + operation.method() + " " + operation.path())
        .ifPresent(
            wait -> {
              ctx.header("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
              throw new BerthException(
                  ErrorCode.RATE_LIMITED, "wait " + wait.toMillis() + " ms before the next call");
            });
    return caller;
  }

  /** The token of {@code Bearer x}, or the bare one. */
  private static Optional<String> bearer(@org.jspecify.annotations.Nullable String header) {
    if (header == null || header.isBlank()) {
      return Optional.empty();
    }
    String value = header.strip();
    return Optional.of(
        value.regionMatches(true, 0, "Bearer ", 0, 7) ? value.substring(7).strip() : value);
  }

  private void fail(BerthException e, Context ctx) {
    ErrorBody body =
        new ErrorBody(
            e.code().name(),
            e.code().title() + ": " + e.detail(),
            requestId(ctx),
            e.code().remedy(),
            e.problems().stream()
                .map(p -> new dev.berth.api.error.FieldProblem(p.field(), p.code(), p.message()))
                .toList());
    ctx.status(e.code().category().httpStatus())
        .contentType("application/json")
        .result(json.write(new ErrorEnvelope(body)));
    if (e.code().category().httpStatus() >= 500) {
      log.warn("request {} failed: {} {}", requestId(ctx), e.code(), e.detail());
    }
  }

  private static BerthException translate(io.javalin.http.HttpResponseException e) {
    return switch (e.getStatus()) {
      case 404 -> new BerthException(ErrorCode.NOT_FOUND, "there is no such path", e);
      case 405 ->
          new BerthException(ErrorCode.METHOD_NOT_ALLOWED, "this path has other methods", e);
      case 413 -> new BerthException(ErrorCode.PAYLOAD_TOO_LARGE, "the body is too large", e);
      case 503 -> new BerthException(ErrorCode.UNAVAILABLE, "the server is busy or stopping", e);
      default -> new BerthException(ErrorCode.MALFORMED_BODY, "the request is not valid HTTP", e);
    };
  }

  private static String requestId(Context ctx) {
    return String.valueOf(ctx.res().getHeader(Headers.REQUEST_ID));
  }

  private static boolean isBindFailure(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException
          || String.valueOf(cause.getMessage()).contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }

  /** Registers routes with the framework, each behind what its operation asks for. */
  private final class Registrar implements Routing {
    private final JavalinConfig config;

    Registrar(JavalinConfig config) {
      this.config = config;
    }

    @Override
    public void on(Operation operation, Handler handler) {
      operations.add(operation);
      config.routes.addEndpoint(
          new Endpoint(
              HandlerType.findOrCreate(operation.method()),
              operation.path(),
              ctx -> {
                ctx.attribute(OPERATION, operation);
                Caller caller = operation.needed().isEmpty() ? NOBODY : callerOf(ctx, operation);
                operation.needed().ifPresent(caller::require);
                operation.scope().ifPresent(caller::require);
                Call call = new Call(ctx, caller, json, BODY_LIMIT);
                call.onlyQuery(operation.queryNames());
                handler.handle(call);
              }));
    }
  }
}
