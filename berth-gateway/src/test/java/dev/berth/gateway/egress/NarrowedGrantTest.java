package dev.berth.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.event.TaskEvent;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.Ulid;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.gateway.OpenGateway;
import dev.berth.gateway.PlayedGates;
import dev.berth.gateway.client.UnixHttp;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.store.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has reported its result, was cancelled or landed has no way out any more. */
final class NarrowedGrantTest {
  private static final String HOST = "registry.example.com";

  private final Time time = new SystemTime();
  private final SplittableRandom random = new SplittableRandom(4);
  private final Ulid ids = new Ulid(time, random);
  private final Samples samples = new Samples();

  @TempDir(factory = ShortDirectory.class)
  private Path directory;

  private ServerSocket registry;
  private Database database;
  private OpenGateway gateway;
  private OpenGateway.Client agent;

  @BeforeEach
  void open() throws IOException {
    registry = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    database = SqliteDatabase.open(directory.resolve("data"), ids, time, random);
    gateway =
        new OpenGateway(
            directory.resolve("run"),
            database,
            time,
            ids,
            List.of(),
            new EgressDoor(
                EgressDoor.Settings.of(Set.of(HOST), Set.of()),
                new StoredEgressPolicies(database, time, Registries.builtIn()),
                host -> List.of(InetAddress.getLoopbackAddress()),
                new HostGates(new PlayedGates(), time),
                time));
    agent = gateway.open(database.write(this::store), GrantRole.AGENT);
  }

  private Session store(Tx tx) {
    return AllowedSession.store(tx, samples, List.of(HOST + ":" + registry.getLocalPort()));
  }

  @AfterEach
  void close() throws IOException {
    gateway.close();
    database.close();
    registry.close();
  }

  private static byte[] clientHello() throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine(HOST, 443);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(64 * 1024);
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  private UnixHttp connected() throws IOException {
    UnixHttp out = UnixHttp.connect(agent.egress());
    out.write("CONNECT " + HOST + ":" + registry.getLocalPort() + " HTTP/1.1\r\n\r\n");
    return out;
  }

  private void narrow() {
    database.write(
        tx -> {
          tx.grants().narrow(agent.session().id(), time.now());
          return agent;
        });
    gateway.doors().refresh(agent.session().id());
  }

  @Test
  void narrowingEndsWhatIsUnderWayAndRefusesWhatComes() throws Exception {
    byte[] hello = clientHello();
    try (UnixHttp tunnel = connected();
        UnixHttp silent = UnixHttp.connect(agent.egress())) {
      assertThat(tunnel.receive().status()).isEqualTo(200);
      tunnel.write(new String(hello, StandardCharsets.ISO_8859_1));
      try (Socket far = registry.accept()) {
        assertThat(far.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
        far.getOutputStream().write("words".getBytes(StandardCharsets.UTF_8));
        narrow();
        assertThat(tunnel.ended()).as("what came before").isLessThanOrEqualTo(5);
        assertThat(silent.ended()).isZero();
        assertThat(far.getInputStream().read()).isEqualTo(-1);
      }
      try (UnixHttp late = connected()) {
        UnixHttp.Answer answer = late.receive();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("the way out is closed");
      }
      narrow();
    }
    List<TaskEvent> events = database.read(tx -> tx.events().after(agent.session().task(), 0, 10));
    assertThat(events).as("an end is no attempt to get out").isEmpty();
  }
}
