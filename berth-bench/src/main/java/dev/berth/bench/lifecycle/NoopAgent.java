package dev.berth.bench.lifecycle;

import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.gateway.Grant;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionProtocol;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Session init and its agent as method calls: every word that the protocol asks for, one heartbeat,
 * one artifact of a few bytes, the result, the end. The first failure is kept. Thread-safe.
 */
final class NoopAgent implements Consumer<SandboxSpec> {
  private static final byte[] ARTIFACT = "nothing\n".getBytes(StandardCharsets.UTF_8);

  private final Database database;
  private final SessionProtocol protocol;
  private final Time time;
  private final AtomicReference<Optional<RuntimeException>> failure =
      new AtomicReference<>(Optional.empty());

  NoopAgent(Database database, SessionProtocol protocol, Time time) {
    this.database = database;
    this.protocol = protocol;
    this.time = time;
  }

  /** Why the first that failed did. */
  Optional<RuntimeException> failure() {
    return failure.get();
  }

  @Override
  public void accept(SandboxSpec spec) {
    try {
      Grant grant =
          database.read(tx -> tx.grants().of(spec.session())).stream().findFirst().orElseThrow();
      work(grant, spec);
    } catch (RuntimeException e) {
      failure.compareAndSet(Optional.empty(), Optional.of(e));
    }
  }

  private void work(Grant grant, SandboxSpec spec) {
    protocol.hello(grant, grant.session().wire(), "1", spec.token());
    protocol.ready(grant, 1);
    protocol.invoked(grant, 200, "application/json");
    protocol.context(grant);
    protocol.heartbeat(grant, new SessionProtocol.Heartbeat(0, 1, 1, "working"));
    protocol.artifact(
        grant, "nothing.txt", "text/plain", Optional.empty(), new ByteArrayInputStream(ARTIFACT));
    protocol.result(
        grant,
        new Session.AgentResult(
            true, Optional.empty(), "done", "{\"turns_completed\":1,\"commands\":[]}", time.now()));
    protocol.exit(
        grant, new Session.AgentExit(Optional.of(0), Optional.empty(), false, "", time.now()));
  }
}
