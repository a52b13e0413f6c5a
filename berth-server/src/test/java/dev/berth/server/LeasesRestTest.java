package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.store.Database;
import dev.berth.testkit.store.Samples;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The ledger over HTTP: leases of a host that this server is not, so that it leaves them alone. */
final class LeasesRestTest {
  private static final Samples SAMPLES = new Samples();
  private static final List<Lease> STORED = new CopyOnWriteArrayList<>();
  private static TestServer server;
  private static Api admin;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            Map.of(),
            (database, data) -> {
              STORED.add(stored(database, LeaseKind.WORKSPACE));
              STORED.add(stored(database, LeaseKind.PROCESS));
              stick(database, stored(database, LeaseKind.WORKSPACE));
            });
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Lease stored(Database database, LeaseKind kind) {
    return database.write(
        tx -> {
          Lease lease =
              SAMPLES.lease(new LeaseOwner.OfInstallation(), kind, tx.leases().nextSequence());
          tx.leases().insert(lease);
          return lease;
        });
  }

  private static void stick(Database database, Lease lease) {
    database.write(
        tx -> {
          tx.leases()
              .takeOver(
                  lease.id(), new Lease.Releaser(SAMPLES.node(), lease.createBy()), Samples.NOW);
          return tx.leases().postpone(lease.id(), 2, "still there: 7:8", lease.createBy(), true);
        });
    STORED.add(lease);
  }

  private static List<String> ids(Api.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.data().valueStream().map(l -> l.path("lease_id").asString()).toList();
  }

  @Test
  void aLedgerThatIsNotBehindSaysSoAndMayBeAccepted() {
    Api.Answer ledger = admin.get("/v1/ledger");
    assertThat(ledger.status()).isEqualTo(200);
    assertThat(ledger.data().path("behind").asBoolean()).isFalse();
    assertThat(ledger.data().path("newer").isEmpty()).isTrue();
    assertThat(admin.post("/v1/ledger/accept", "").status()).isEqualTo(200);
  }

  @Test
  void whatIsNotSettledIsListedInPagesNewestFirst() {
    Api.Answer first = admin.get("/v1/leases?limit=2");
    assertThat(ids(first)).containsExactly(id(2), id(1));
    String token = first.json().path("pagination").path("next_token").asString();
    Api.Answer second = admin.get("/v1/leases?limit=2&next_token=" + token);
    assertThat(ids(second)).containsExactly(id(0));
    assertThat(second.json().path("pagination").path("has_more").asBoolean()).isFalse();
  }

  private static String id(int index) {
    return STORED.get(index).id().value();
  }

  @Test
  void whatIsStuckSaysWhyAndWhatHelps() {
    Api.Answer answer = admin.get("/v1/leases?state=stuck");
    assertThat(ids(answer)).containsExactly(id(2));
    JsonNode lease = answer.data().get(0);
    assertThat(lease.path("kind").asString()).isEqualTo("workspace");
    assertThat(lease.path("last_error").asString()).isEqualTo("still there: 7:8");
    assertThat(lease.path("remedy").asString()).contains("fuser");
    assertThat(lease.path("attempts").asInt()).isEqualTo(1);
    assertThat(admin.get("/v1/leases?state=HELD,INTENDED").data().get(0).path("remedy").isNull())
        .isTrue();
  }

  @Test
  void wrongQuestionsAndThoseWhoMayNotAskAreRefused() {
    assertThat(admin.get("/v1/leases?state=lost").refusedWith(400, "VALIDATION_ERROR").fields())
        .containsExactly("state");
    admin.get("/v1/leases?next_token=made-up").refusedWith(400, "VALIDATION_ERROR");
    admin.get("/v1/leases?stuck=1").refusedWith(400, "VALIDATION_ERROR");
    String secret =
        admin
            .post("/v1/api-keys", "{\"name\":\"u\",\"user\":\"ann\"}")
            .data()
            .path("secret")
            .asString();
    server.with(secret).get("/v1/leases").refusedWith(403, "FORBIDDEN");
  }
}
