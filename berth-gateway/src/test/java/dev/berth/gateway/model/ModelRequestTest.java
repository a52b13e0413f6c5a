package dev.berth.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.Ulid;
import dev.berth.core.session.Directive;
import dev.berth.gateway.OpenGateway;
import dev.berth.gateway.client.UnixHttp;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.model.FakeProvider;
import dev.berth.testkit.model.ModelFormat;
import dev.berth.testkit.model.ModelReply.Delivery;
import dev.berth.testkit.model.ModelReply.Says;
import dev.berth.testkit.model.ModelReply.Words;
import dev.berth.testkit.model.Tokens;
import dev.berth.testkit.time.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What of a request reaches the provider, and which requests never do. */
final class ModelRequestTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final VirtualTime time = new VirtualTime();
  private final SplittableRandom random = new SplittableRandom(2);
  @TempDir private Path directory;
  private ModelWorld world;

  @BeforeEach
  void open() throws IOException {
    Ulid ids = new Ulid(time, random);
    world =
        new ModelWorld(
            directory,
            time,
            ids,
            SqliteDatabase.open(directory.resolve("data"), ids, time, random),
            request -> new Says(Words.of("yes"), new Tokens(9, 0, 0, 3), Delivery.whole()));
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "OPENAI|{'store':true}|store",
        "OPENAI|{'background':true}|background",
        "OPENAI|{'metadata':{'a':'b'}}|metadata",
        "OPENAI|{'service_tier':'priority'}|service_tier",
        "OPENAI|{'user':'me'}|user",
        "OPENAI|{'n':2}|n must be 1",
        "OPENAI|{'web_search_options':{}}|web_search_options",
        "OPENAI|{'prediction':{}}|prediction",
        "OPENAI|{'modalities':['audio']}|modalities",
        "OPENAI|{'tools':[{'type':'web_search'}]}|web_search",
        "OPENAI|{'tools':[{'type':'mcp','server_url':'https://x'}]}|mcp",
        "OPENAI|{'tools':[{'type':'code_interpreter'}]}|code_interpreter",
        "OPENAI|{'tools':[{'type':'function','function':{'name':'f','url':'x'}}]}|url",
        "OPENAI|{'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}]}|file",
        "OPENAI|{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{}}]}]}|image_url",
        "OPENAI|{'messages':[{'role':'user','content':'a','audio':{}}]}|audio",
        "OPENAI|{'messages':[{'role':'robot','content':'a'}]}|role",
        "OPENAI|{'messages':'all of them'}|messages",
        "OPENAI|{'max_tokens':0}|output cap",
        "OPENAI|{'max_tokens':1.5}|max_tokens",
        "OPENAI|{'stream':'yes'}|stream",
        "ANTHROPIC|{'mcp_servers':[]}|mcp_servers",
        "ANTHROPIC|{'container':'c'}|container",
        "ANTHROPIC|{'metadata':{'user_id':'me','team':'us'}}|metadata",
        "ANTHROPIC|{'service_tier':'auto'}|service_tier",
        "ANTHROPIC|{'context_management':{}}|context_management",
        "ANTHROPIC|{'tools':[{'type':'web_search_20250305','name':'web_search'}]}|web_search_20250305",
        "ANTHROPIC|{'tools':[{'type':'code_execution_20250522','name':'c'}]}|code_execution_20250522",
        "ANTHROPIC|{'tools':[{'type':'web_fetch_20250910','name':'c'}]}|web_fetch_20250910",
        "ANTHROPIC|{'messages':[{'role':'user','content':[{'type':'document','source':{}}]}]}|document",
        "ANTHROPIC|{'messages':[{'role':'user','content':[{'type':'image','source':{}}]}]}|image",
        "ANTHROPIC|{'messages':[{'role':'user','content':[{'type':'container_upload','file_id':'f'}]}]}|container_upload",
        "ANTHROPIC|{'system':[{'type':'text','text':'a','cache_control':{'type':'ephemeral','ttl':'1h'}}]}|ttl",
        "ANTHROPIC|{'max_tokens':-1}|max_tokens",
      })
  void whatIsNotOnTheListIsRefusedByNameAndNeverLeaves(
      ModelFormat format, String change, String named) throws IOException {
    OpenGateway.Client session = world.session(10_000_000);
    ObjectNode extra = (ObjectNode) JSON.readTree(change.replace('\'', '"'));
    UnixHttp.Answer answer =
        world.call(
            session, format, ModelWorld.body(format, false, "go", body -> body.setAll(extra)));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).contains("MODEL_REQUEST_REFUSED", named);
    assertThat(world.provider.books()).isEmpty();
    assertThat(world.calls(session.session().task())).isEmpty();
  }

  @Test
  void whoseCallItIsStaysHere() throws IOException {
    OpenGateway.Client session = world.session(10_000_000);
    String body =
        ModelWorld.body(
            ModelFormat.ANTHROPIC,
            false,
            "go",
            b -> b.set("metadata", JSON.createObjectNode().put("user_id", "somebody")));
    UnixHttp.Answer answer = world.call(session, ModelFormat.ANTHROPIC, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(world.provider.books().getLast().request().body().has("metadata")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/session/model/openai/v1/responses",
    "POST,/session/model/openai/v1/files",
    "POST,/session/model/openai/v1/batches",
    "POST,/session/model/openai/v1/embeddings",
    "GET,/session/model/openai/v1/models",
    "POST,/session/model/anthropic/v1/messages/batches",
    "POST,/session/model/anthropic/v1/messages/count_tokens",
    "POST,/session/model/anthropic/v1/files",
  })
  void thereAreTwoOperationsAndNoOther(String method, String path) throws IOException {
    OpenGateway.Client session = world.session(10_000_000);
    assertThat(session.call(method, path, "{}").status()).isEqualTo(404);
  }

  @Test
  void modelsOfNoListAndModelsWithoutAPriceAreNotCalled() throws IOException {
    OpenGateway.Client session = world.session(10_000_000);
    assertThat(called(session, "gpt-5").text()).contains("MODEL_NOT_ALLOWED");
    assertThat(called(session, "unpriced").text()).contains("MODEL_UNPRICED");
    assertThat(called(session, ModelWorld.ANTHROPIC).text())
        .as("a model in the other provider's format")
        .contains("MODEL_NOT_ALLOWED");
    OpenGateway.Client narrow = world.session(10_000_000, List.of(ModelWorld.ANTHROPIC));
    assertThat(called(narrow, ModelWorld.OPENAI).text())
        .contains("MODEL_NOT_ALLOWED", ModelWorld.ANTHROPIC);
    assertThat(
            world
                .call(
                    narrow,
                    ModelFormat.ANTHROPIC,
                    ModelWorld.body(ModelFormat.ANTHROPIC, false, "go"))
                .status())
        .isEqualTo(200);
    assertThat(world.provider.books()).hasSize(1);
  }

  private UnixHttp.Answer called(OpenGateway.Client session, String model) throws IOException {
    return world.call(
        session,
        ModelFormat.OPENAI,
        ModelWorld.body(ModelFormat.OPENAI, false, "go", body -> body.put("model", model)));
  }

  @ParameterizedTest
  @EnumSource
  void theOutputCapIsLoweredBeforeACallIsRefusedButNotBelowTheLeast(ModelFormat format)
      throws IOException {
    String body = ModelWorld.body(format, false, "go");
    OpenGateway.Client roomy = world.session(1_000_000);
    assertThat(world.call(roomy, format, body).status()).isEqualTo(200);
    assertThat(lastCap()).isEqualTo(2_000);

    OpenGateway.Client tight = world.session(28_200);
    assertThat(world.call(tight, format, body).status()).isEqualTo(200);
    assertThat(lastCap()).isBetween(1_024L, 1_999L);

    OpenGateway.Client poor = world.session(20_000);
    UnixHttp.Answer refused = world.call(poor, format, body);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text()).contains("BUDGET_REFUSED");
    assertThat(world.provider.books()).hasSize(2);
    assertThat(world.signals.reached()).containsExactly(poor.session().id());

    // once the session was told to land it may use what is kept for that
    world.database.write(
        tx -> {
          tx.sessions().addDirective(poor.session().id(), new Directive.Land("spent", time.now()));
          return poor;
        });
    assertThat(world.call(poor, format, body).status()).isEqualTo(200);
    assertThat(lastCap()).isBetween(1_024L, 1_100L);
    UnixHttp.Answer ended =
        world.call(poor, format, ModelWorld.body(format, false, "x".repeat(999)));
    assertThat(ended.status()).isEqualTo(429);
    assertThat(ended.text()).contains("BUDGET_EXHAUSTED");
    assertThat(world.signals.exhausted()).containsExactly(poor.session().id());
  }

  private long lastCap() {
    return world.provider.books().getLast().request().cap();
  }

  @ParameterizedTest
  @CsvSource({
    "house-openai, max_tokens",
    "house-reasoning, max_completion_tokens",
  })
  void theProvidersConfigurationChoosesTheFieldOfTheCap(String model, String field)
      throws IOException {
    OpenGateway.Client session = world.session(10_000_000);
    for (String asked :
        List.of(
            "{}",
            "{\"max_tokens\":700}",
            "{\"max_completion_tokens\":700}",
            "{\"max_tokens\":1000000,\"max_completion_tokens\":700}")) {
      ObjectNode body =
          (ObjectNode) JSON.readTree(ModelWorld.body(ModelFormat.OPENAI, false, "go"));
      body.remove("max_tokens");
      body.put("model", model).setAll((ObjectNode) JSON.readTree(asked));
      assertThat(world.call(session, ModelFormat.OPENAI, body.toString()).status()).isEqualTo(200);
      JsonNode sent = world.provider.books().getLast().request().body();
      assertThat(sent.path(field).asInt()).isEqualTo(asked.equals("{}") ? 8_192 : 700);
      assertThat(sent.has("max_tokens") && sent.has("max_completion_tokens")).isFalse();
    }
  }

  @Test
  void whatIsAllowedArrivesUnchangedAndUsageIsAlwaysAskedFor() throws IOException {
    OpenGateway.Client session = world.session(10_000_000);
    String tools =
        """
        {"tools":[{"type":"function","function":{"name":"read","description":"d",
           "parameters":{"type":"object","properties":{"path":{"type":"string"}}}}}],
         "tool_choice":"auto","temperature":0.5,"stop":["END"],"store":false}\
        """;
    world.call(
        session,
        ModelFormat.OPENAI,
        ModelWorld.body(
            ModelFormat.OPENAI,
            true,
            "Grüße 🛶",
            body -> body.setAll((ObjectNode) JSON.readTree(tools))));
    FakeProvider.Request arrived = world.provider.books().getLast().request();
    JsonNode body = arrived.body();
    assertThat(arrived.lastText()).isEqualTo("Grüße 🛶");
    assertThat(body.path("tools")).isEqualTo(JSON.readTree(tools).path("tools"));
    assertThat(body.path("stop").size()).isEqualTo(1);
    assertThat(arrived.usageWanted()).isTrue();
    assertThat(arrived.headers().keySet())
        .doesNotContain("cookie", "x-forwarded-for")
        .contains("authorization");
    assertThat(arrived.headers().values().toString())
        .doesNotContain(session.opened().token().reveal());
  }
}
