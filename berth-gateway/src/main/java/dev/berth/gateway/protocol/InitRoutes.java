package dev.berth.gateway.protocol;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.secret.Secret;
import dev.berth.core.session.Session.AgentExit;
import dev.berth.core.session.SessionProtocol;
import dev.berth.core.session.SessionProtocol.Pulse;
import dev.berth.core.session.SessionStore.OutputChunk;
import dev.berth.core.time.Time;
import dev.berth.gateway.door.Access;
import dev.berth.gateway.door.Rate;
import dev.berth.gateway.door.SessionHandler;
import dev.berth.gateway.door.SessionRoute;
import dev.berth.gateway.door.SessionToken;
import dev.berth.gateway.json.StrictJson;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What session init says: properties in, properties or nothing out. Thread-safe. */
public final class InitRoutes {
  private static final int TEXT_BYTES = 16 * 1024;
  private static final int OUTPUT_BYTES = 64 * 1024;
  private static final int RESPONSE_BYTES = 1024 * 1024;
  private static final int VERIFICATION_BYTES = 256 * 1024;
  private static final Set<String> STREAMS = Set.of("stdout", "stderr");
  private static final List<String> FAILURES =
      List.of("CLONE_FAILED", "COMMIT_FAILED", "PUSH_REFUSED");
  private static final Set<String> PINGS = Set.of("Healthy", "HealthyBusy", "none");

  private final SessionProtocol protocol;
  private final Time time;

  public InitRoutes(SessionProtocol protocol, Time time) {
    this.protocol = protocol;
    this.time = time;
  }

  /** The paths, with who may call them and how often. */
  public List<SessionRoute> routes() {
    Rate seldom = new Rate(2, 20);
    Rate often = new Rate(100, 500);
    return List.of(
        post("hello", Access.WORKING, seldom, TEXT_BYTES, this::hello),
        post("ready", Access.WORKING_AGENT, seldom, TEXT_BYTES, this::ready),
        post("pulse", Access.ANYBODY, seldom, TEXT_BYTES, this::pulse),
        post("output", Access.ANYBODY, often, OUTPUT_BYTES, this::output),
        post("invoked", Access.WORKING_AGENT, seldom, TEXT_BYTES, this::invoked),
        post("response", Access.AGENT, often, RESPONSE_BYTES, this::response),
        post("failed", Access.WORKING_AGENT, seldom, TEXT_BYTES, this::failed),
        post("exit", Access.ANYBODY, seldom, TEXT_BYTES, this::exit),
        post("verification", Access.VERIFICATION, seldom, VERIFICATION_BYTES, this::verification));
  }

  private static SessionRoute post(
      String name, Access access, Rate rate, int held, SessionHandler handler) {
    return new SessionRoute(HandlerType.POST, "/session/" + name, access, rate, held, handler);
  }

  private void hello(Grant grant, Context request) throws IOException {
    PropertiesText body = text(request, Set.of("session_id", "init_version", "role"));
    String session = body.text("session_id", 64);
    String version = body.text("init_version", 64);
    String role = body.text("role", 16);
    body.done();
    if (!session.equals(grant.session().wire()) || !role.equals(wire(grant.role()))) {
      throw new BerthException(
          ErrorCode.CONFLICT, "this socket is of another session or of another role");
    }
    answer(request, protocol.hello(grant, session, version, token(request)));
  }

  /** The token that was found to be the session's before this request came here. */
  private static Secret token(Context request) {
    return SessionToken.of(request.header("Authorization"), request.header("x-api-key"))
        .orElseThrow(() -> new IllegalStateException("an authenticated request has a token"));
  }

  private void ready(Grant grant, Context request) throws IOException {
    PropertiesText body = text(request, Set.of("agent_pid", "startup_ms"));
    body.number("agent_pid", 0, Integer.MAX_VALUE);
    long startup = body.number("startup_ms", 0, Integer.MAX_VALUE);
    body.done();
    protocol.ready(grant, startup);
    request.status(204);
  }

  private void pulse(Grant grant, Context request) throws IOException {
    PropertiesText body =
        text(request, Set.of("ping", "agent_alive", "memory_bytes", "disk_bytes"));
    String ping = body.text("ping", 16);
    if (!PINGS.contains(ping)) {
      body.problem("ping", "must be Healthy, HealthyBusy or none");
    }
    boolean alive = body.flag("agent_alive");
    long memory = body.optionalNumber("memory_bytes", 0, Long.MAX_VALUE).orElse(0L);
    long disk = body.optionalNumber("disk_bytes", 0, Long.MAX_VALUE).orElse(0L);
    body.done();
    String directive = protocol.pulse(grant, new Pulse(ping, alive, memory, disk));
    answer(request, Map.of("directive", directive));
  }

  private void output(Grant grant, Context request) throws IOException {
    String stream = Query.text(request, "stream");
    long seq = Query.number(request, "seq");
    if (!STREAMS.contains(stream)) {
      throw new BerthException(ErrorCode.VALIDATION_ERROR, "stream must be stdout or stderr");
    }
    byte[] bytes = StrictJson.bytes(request.bodyInputStream(), OUTPUT_BYTES);
    protocol.output(grant, new OutputChunk(seq, stream, time.now(), bytes));
    request.status(204);
  }

  private void invoked(Grant grant, Context request) throws IOException {
    PropertiesText body = text(request, Set.of("status", "content_type"));
    int status = (int) body.number("status", 100, 599);
    String type = body.optional("content_type", 200).orElse("");
    body.done();
    protocol.invoked(grant, status, type);
    request.status(204);
  }

  private void response(Grant grant, Context request) throws IOException {
    boolean stream = request.queryParam("seq") != null;
    long seq = stream ? Query.number(request, "seq") : 0;
    boolean last = !stream || Query.flag(request, "last");
    byte[] bytes = StrictJson.bytes(request.bodyInputStream(), RESPONSE_BYTES);
    protocol.response(grant, seq, last, bytes);
    request.status(204);
  }

  private void failed(Grant grant, Context request) throws IOException {
    PropertiesText body = text(request, Set.of("code", "message"));
    String code = body.text("code", 64);
    String message = body.optional("message", 4_000).orElse("");
    if (!FAILURES.contains(code)) {
      body.problem("code", "must be one of " + String.join(", ", FAILURES));
    }
    body.done();
    protocol.failed(grant, code, message);
    request.status(204);
  }

  private void exit(Grant grant, Context request) throws IOException {
    PropertiesText body = text(request, Set.of("exit_code", "signal", "oom", "reason"));
    Optional<Integer> code = body.optionalNumber("exit_code", -1, 65_535).map(Long::intValue);
    Optional<Integer> signal = body.optionalNumber("signal", 0, 128).map(Long::intValue);
    boolean oom = body.flag("oom");
    String reason = body.optional("reason", 1_000).orElse("");
    body.done();
    protocol.exit(grant, new AgentExit(code, signal, oom, reason, time.now()));
    request.status(204);
  }

  private void verification(Grant grant, Context request) throws IOException {
    byte[] bytes = StrictJson.bytes(request.bodyInputStream(), VERIFICATION_BYTES);
    protocol.verification(grant, VerificationText.read(bytes, time.now()));
    request.status(204);
  }

  private static PropertiesText text(Context request, Set<String> keys) throws IOException {
    return PropertiesText.read(StrictJson.bytes(request.bodyInputStream(), TEXT_BYTES), keys);
  }

  private static void answer(Context request, Map<String, String> entries) {
    request.contentType(PropertiesText.MEDIA_TYPE).result(PropertiesText.write(entries));
  }

  private static String wire(GrantRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
