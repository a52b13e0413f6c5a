package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.gateway.GrantRole;
import dev.berth.core.gateway.SessionDoors;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseRequest;
import dev.berth.core.lease.Ledger;
import dev.berth.core.lease.Presence;
import dev.berth.core.model.BudgetStore.Account;
import dev.berth.core.model.BudgetStore.ModelCall;
import dev.berth.core.model.DayLimits;
import dev.berth.core.session.Session;
import dev.berth.core.session.Session.AgentResult;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.gateway.client.UnixHttp;
import dev.berth.gateway.door.DoorLimits;
import dev.berth.gateway.door.GatewayDoors;
import dev.berth.gateway.door.SessionRoute;
import dev.berth.gateway.egress.EgressDoor;
import dev.berth.gateway.egress.HostGates;
import dev.berth.gateway.egress.Registries;
import dev.berth.gateway.egress.StoredEgressPolicies;
import dev.berth.gateway.model.ModelAccounts;
import dev.berth.gateway.model.ModelGateway;
import dev.berth.gateway.model.ModelProvider;
import dev.berth.gateway.model.PriceTable;
import dev.berth.gateway.model.Providers;
import dev.berth.gateway.model.StoredModelCallers;
import dev.berth.gateway.protocol.AgentRoutes;
import dev.berth.gateway.protocol.InitRoutes;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.gateway.FakeBudgetSignals;
import dev.berth.testkit.session.FakeSessionProtocol;
import dev.berth.testkit.store.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatewayTest {
  private static final String SCRIPT =
      """
      transcript: 1
      turns:
        - text: I will look around first.
          tool_calls:
            - name: glob
              input: {pattern: "**/*.java"}
          usage: {input_tokens: 812, output_tokens: 41}
        - text: Cut.
          cut_after_chunks: 1
          usage: {input_tokens: 10, output_tokens: 5}
      """;

  private final Time time = new SystemTime();
  private final SplittableRandom random = new SplittableRandom(3);
  private final Ulid ids = new Ulid(time, random);
  private final Samples samples = new Samples();
  private final FakeBudgetSignals budgets = new FakeBudgetSignals();
  @TempDir private Path directory;
  private Database database;
  private Session session;
  private FakeSessionProtocol protocol;
  private Providers providers;
  private GatewayDoors doors;
  private SessionDoors.Opened opened;
  private HeldLease held;

  @BeforeEach
  void open() throws IOException {
    database = SqliteDatabase.open(directory.resolve("data"), ids, time, random);
    session =
        database.write(
            tx -> {
              Session stored = samples.storedSession(tx);
              tx.budgets().open(stored.task(), 1_000_000);
              return stored;
            });
    protocol = new FakeSessionProtocol(session.task());
    Path script = Files.writeString(directory.resolve("script.yaml"), SCRIPT);
    providers =
        new Providers(
            List.of(new ModelProvider.Scripted("demo", List.of("scripted-1"), script)),
            name -> Optional.empty(),
            Providers.Patience.standard(),
            time);
    doors = startDoors();
    AtomicReference<SessionDoors.Opened> made = new AtomicReference<>();
    held =
        new Ledger(database, time, ids, Waypoints.none())
            .acquire(
                new LeaseRequest(
                    LeaseKind.GATEWAY_GRANT,
                    new LeaseOwner.OfSession(session.id()),
                    Samples.HOST,
                    Duration.ofSeconds(30),
                    List.of()),
                new Ledger.Maker() {
                  @Override
                  public String make(IntendedLease lease) {
                    SessionDoors.Opened now = doors.open(lease, session.id(), GrantRole.AGENT);
                    made.set(now);
                    return now.handle();
                  }

                  @Override
                  public void unmake(IntendedLease lease, String handle) {
                    doors.unmake(lease);
                  }
                });
    opened = Objects.requireNonNull(made.get());
  }

  private GatewayDoors startDoors() {
    List<SessionRoute> routes = new ArrayList<>();
    routes.addAll(new InitRoutes(protocol, time).routes());
    routes.addAll(new AgentRoutes(protocol, time).routes());
    routes.addAll(
        new ModelGateway(
                new StoredModelCallers(database, budgets, List.of("scripted-1")),
                new ModelAccounts(database, time, ids, new NodeId(ids.next()), DayLimits.none()),
                PriceTable.builtIn(),
                providers)
            .routes());
    EgressDoor egress =
        new EgressDoor(
            EgressDoor.Settings.of(Set.of(), Set.of()),
            new StoredEgressPolicies(database, time, Registries.builtIn()),
            EgressDoor.Resolver.system(),
            new HostGates(new PlayedGates(), time),
            time);
    return new GatewayDoors(
        new GatewayDoors.DoorSettings(
            directory.resolve("run"), Samples.HOST, 64L << 20, DoorLimits.standard()),
        database,
        time,
        new SecureRandom(),
        routes,
        egress);
  }

  @AfterEach
  void close() {
    doors.close();
    providers.close();
    database.close();
  }

  private UnixHttp.Answer call(String method, String path, String body) throws IOException {
    return UnixHttp.once(
        opened.doors().resolve("gateway.sock"),
        method,
        path,
        Map.of("Authorization", "Bearer " + opened.token().reveal()),
        body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void sessionInitAndAgentAreHeard() throws IOException {
    UnixHttp.Answer plan =
        call(
            "POST",
            "/session/hello",
            "session_id=" + session.id().wire() + "\ninit_version=1\nrole=agent\n");
    assertThat(plan.status()).isEqualTo(200);
    java.util.Properties read = new java.util.Properties();
    read.load(new java.io.StringReader(plan.text()));
    assertThat(read).containsEntry("agent.env.TEXT", "a=b: c\nd \u00e9").hasSize(2);
    assertThat(protocol.heard()).contains(opened.token());

    assertThat(
            call(
                    "POST",
                    "/session/heartbeat",
                    """
                    {"last_directive":3,"turns_attempted":4,"turns_completed":4,"activity":"x"}\
                    """)
                .text())
        .contains("\"type\":\"nudge\"", "\"left_micro_usd\":970", "\"turns_left\":96");
    assertThat(
            call(
                    "POST",
                    "/session/result",
                    """
                    {"outcome":"success","error_code":null,"message":"ok","turns_completed":4,
                     "reported":{"build":{"before":{"exit":1,"duration_ms":1}}},"commands":[]}\
                    """)
                .status())
        .isEqualTo(200);
    assertThat(protocol.heard().getLast()).isInstanceOf(AgentResult.class);
    assertThat(call("POST", "/session/output?stream=stdout&seq=0", "hello").status())
        .isEqualTo(204);
    assertThat(call("PUT", "/session/artifacts/report%2Fa.md", "hello").status()).isEqualTo(201);
    assertThat(protocol.heard().getLast()).isEqualTo("report/a.md");
    assertThat(call("PUT", "/session/artifacts/a/%2e%2e/b", "hello").status()).isEqualTo(400);
    assertThat(
            call("PUT", "/session/change-request", "{\"title\":\"t\",\"body\":\"\",\"base\":\"m\"}")
                .text())
        .contains("NOTHING_PUSHED");
  }

  @Test
  void whatIsNotStrictIsRefusedWithEveryProblem() throws IOException {
    UnixHttp.Answer answer =
        call(
            "POST",
            "/session/heartbeat",
            "{\"last_directive\":\"3\",\"turns_attempted\":4.0,\"extra\":1,\"activity\":7}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .contains("last_directive", "turns_attempted", "turns_completed", "extra", "activity");
    for (String body : List.of("{\"a\":1,\"a\":2}", "{} {}", "[]", "{", "\u0000")) {
      assertThat(call("POST", "/session/heartbeat", body).status()).isEqualTo(400);
    }
    UnixHttp.Answer notUtf8 =
        UnixHttp.once(
            opened.doors().resolve("gateway.sock"),
            "POST",
            "/session/heartbeat",
            Map.of("Authorization", "Bearer " + opened.token().reveal()),
            new byte[] {'{', '"', (byte) 0xc3, '"', '}'});
    assertThat(notUtf8.text()).contains("MALFORMED_BODY");
  }

  @Test
  void aServerThatComesBackListensOnTheSameSocketsAndAReleasedGrantIsGone() throws IOException {
    doors.close();
    doors = startDoors();
    Lease lease = database.read(tx -> tx.leases().find(held.id())).orElseThrow();
    doors.reopen(lease);
    assertThat(call("GET", "/session/gates/x", "").text()).contains("\"decision\":\"deny\"");
    assertThat(doors.custodian().look(lease)).isInstanceOf(Presence.Present.class);
    assertThat(doors.custodian().list().things()).hasSize(1);

    database.write(
        tx -> {
          tx.grants().narrow(session.id(), time.now());
          return true;
        });
    doors.refresh(session.id());
    assertThat(call("GET", "/session/gates/x", "").status()).isEqualTo(403);

    doors.custodian().release(lease);
    doors.custodian().release(lease);
    assertThat(doors.custodian().look(lease)).isInstanceOf(Presence.Absent.class);
    assertThat(doors.custodian().list().things()).isEmpty();
    assertThat(opened.doors()).doesNotExist();
  }

  @Test
  void theScriptedModelIsPaidForInBothFormats() throws IOException {
    String openAi =
        "{\"model\":\"scripted-1\",\"messages\":[{\"role\":\"user\",\"content\":\"go\"}],\"stream\":%s}";
    String anthropic = openAi.replace("\"stream\"", "\"max_tokens\":2000,\"stream\"");
    UnixHttp.Answer one =
        call("POST", "/session/model/openai/v1/chat/completions", openAi.formatted("false"));
    assertThat(one.text()).contains("\"finish_reason\":\"tool_calls\"", "call_0_0");
    UnixHttp.Answer two =
        call("POST", "/session/model/openai/v1/chat/completions", openAi.formatted("true"));
    assertThat(two.text()).endsWith("data: [DONE]\n\n").doesNotContain("prompt_tokens");
    UnixHttp.Answer three =
        call("POST", "/session/model/anthropic/v1/messages", anthropic.formatted("true"));
    assertThat(three.text()).contains("event: message_stop", "input_json_delta");
    UnixHttp.Answer four =
        call("POST", "/session/model/anthropic/v1/messages", anthropic.formatted("false"));
    assertThat(four.text()).contains("\"stop_reason\":\"tool_use\"");

    List<ModelCall> calls = database.read(tx -> tx.budgets().calls(session.task()));
    assertThat(calls).hasSize(4);
    for (ModelCall call : calls) {
      assertThat(call.settlement()).isPresent();
      assertThat(call.settlement().orElseThrow().spentMicroUsd()).isEqualTo(812 + 41 * 5);
      assertThat(call.settlement().orElseThrow().estimated()).isFalse();
    }
    Account account = database.read(tx -> tx.budgets().find(session.task()).orElseThrow());
    assertThat(account.reservedMicroUsd()).isZero();
    assertThat(account.spentMicroUsd()).isEqualTo(4 * (812 + 41 * 5));
  }

  @Test
  void aCutStreamIsPaidInFullAndRefusalsSpeakTheProvidersLanguage() throws IOException {
    String cut =
        """
        {"model":"scripted-1","stream":true,"max_tokens":1000,
         "messages":[{"role":"user","content":"go"},{"role":"assistant","content":"a"}]}\
        """;
    assertThat(call("POST", "/session/model/openai/v1/chat/completions", cut).text())
        .contains("MODEL_UNAVAILABLE");
    ModelCall call = database.read(tx -> tx.budgets().calls(session.task())).getFirst();
    assertThat(call.settlement().orElseThrow().estimated()).isTrue();
    assertThat(call.settlement().orElseThrow().spentMicroUsd()).isEqualTo(call.reservedMicroUsd());

    UnixHttp.Answer field =
        call(
            "POST",
            "/session/model/anthropic/v1/messages",
            """
            {"model":"scripted-1","max_tokens":10,"messages":[],"mcp_servers":[],
             "tools":[{"type":"web_search_20250305","name":"web_search"}]}\
            """);
    assertThat(field.status()).isEqualTo(422);
    assertThat(field.text()).contains("\"type\":\"MODEL_REQUEST_REFUSED\"");
    UnixHttp.Answer model =
        call(
            "POST",
            "/session/model/openai/v1/chat/completions",
            "{\"model\":\"gpt-5\",\"messages\":[]}");
    assertThat(model.text()).contains("\"code\":\"MODEL_NOT_ALLOWED\"");
    UnixHttp.Answer dear =
        call(
            "POST",
            "/session/model/openai/v1/chat/completions",
            "{\"model\":\"scripted-1\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + "x".repeat(1_000_000)
                + "\"}]}");
    assertThat(dear.status()).isEqualTo(429);
    assertThat(dear.text()).contains("BUDGET_REFUSED");
    assertThat(budgets.reached()).containsExactly(session.id());
  }
}
