package dev.berth.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.core.id.Ulid;
import dev.berth.core.model.BudgetStore.Account;
import dev.berth.core.model.BudgetStore.ModelCall;
import dev.berth.core.model.BudgetStore.Settlement;
import dev.berth.gateway.OpenGateway;
import dev.berth.gateway.client.UnixHttp;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.model.ModelFormat;
import dev.berth.testkit.model.ModelReply;
import dev.berth.testkit.model.ModelReply.Delivery;
import dev.berth.testkit.model.ModelReply.HangsUp;
import dev.berth.testkit.model.ModelReply.Refuses;
import dev.berth.testkit.model.ModelReply.Says;
import dev.berth.testkit.model.ModelReply.Words;
import dev.berth.testkit.model.Tokens;
import dev.berth.testkit.time.VirtualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Providers that refuse, stall or are gone, and callers that leave. */
final class ModelFailureTest {
  private static final Tokens TOKENS = new Tokens(40, 0, 0, 20);

  private final VirtualTime time = new VirtualTime();
  private final SplittableRandom random = new SplittableRandom(2);
  private final AtomicReference<ModelReply> next =
      new AtomicReference<>(new Says(Words.of("hello"), TOKENS, Delivery.whole()));
  @TempDir private Path directory;
  private ModelWorld world;
  private OpenGateway.Client session;

  @BeforeEach
  void open() throws IOException {
    Ulid ids = new Ulid(time, random);
    world =
        new ModelWorld(
            directory,
            time,
            ids,
            SqliteDatabase.open(directory.resolve("data"), ids, time, random),
            request -> next.get());
    session = world.session(10_000_000);
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  private UnixHttp.Answer call(ModelFormat format, boolean stream) throws IOException {
    return world.call(session, format, ModelWorld.body(format, stream, "go"));
  }

  private ModelCall lastCall() {
    return world.calls(session.session().task()).getLast();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI|400|context_length_exceeded|too many|MODEL_CONTEXT_TOO_LARGE|400|false",
        "ANTHROPIC|400|invalid_request_error|prompt is too long: 9 >"
            + " 8|MODEL_CONTEXT_TOO_LARGE|400|false",
        "ANTHROPIC|413|request_too_large|large|MODEL_CONTEXT_TOO_LARGE|400|false",
        "OPENAI|429|rate_limit_exceeded|slow|MODEL_THROTTLED|429|false",
        "ANTHROPIC|429|rate_limit_error|slow|MODEL_THROTTLED|429|false",
        "OPENAI|500|server_error|oops|MODEL_UNAVAILABLE|503|true",
        "ANTHROPIC|529|overloaded_error|busy|MODEL_UNAVAILABLE|503|false",
        "OPENAI|503|server_error|oops|MODEL_UNAVAILABLE|503|true",
        "OPENAI|400|invalid_request_error|no such tool|MODEL_REFUSED|422|false",
        "ANTHROPIC|404|not_found_error|no such model|MODEL_REFUSED|422|false",
        "OPENAI|401|invalid_api_key|wrong key|MODEL_REFUSED|422|false",
        "OPENAI|504|timeout|no answer|MODEL_UNAVAILABLE|503|true",
        "OPENAI|408|timeout|no answer|MODEL_UNAVAILABLE|503|true",
        "OPENAI|302|moved|elsewhere|MODEL_UNAVAILABLE|503|true",
      })
  void aProvidersErrorBecomesOneOfTheCatalogue(
      ModelFormat format,
      int status,
      String code,
      String words,
      String berths,
      int answered,
      boolean unknown)
      throws IOException {
    long spent = 0;
    next.set(new Refuses(status, code, words + " (" + ModelWorld.KEY + ")", Optional.of(17)));
    for (boolean stream : new boolean[] {false, true}) {
      UnixHttp.Answer answer = call(format, stream);
      assertThat(answer.text()).contains("\"" + berths + "\"").doesNotContain(ModelWorld.KEY);
      assertThat(answer.text())
          .doesNotContain(ModelWorld.KEY.substring(5, 20))
          .doesNotContain("wrong key");
      assertThat(answer.status()).isEqualTo(answered);
      assertThat(answer.headers()).containsEntry("retry-after", "17");
      Settlement settlement = lastCall().settlement().orElseThrow();
      assertThat(settlement.estimated()).isEqualTo(unknown);
      assertThat(settlement.spentMicroUsd()).isEqualTo(unknown ? lastCall().reservedMicroUsd() : 0);
      spent += settlement.spentMicroUsd();
    }
    assertThat(world.account(session.session().task()))
        .isEqualTo(new Account(10_000_000, spent, 0));
  }

  @ParameterizedTest
  @CsvSource({"OPENAI,false", "OPENAI,true", "ANTHROPIC,false", "ANTHROPIC,true"})
  void aConnectionThatBreaksBeforeTheAnswerMayHaveCostAll(ModelFormat format, boolean stream)
      throws IOException {
    next.set(new HangsUp(TOKENS));
    UnixHttp.Answer answer = call(format, stream);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("MODEL_UNAVAILABLE");
    Settlement settlement = lastCall().settlement().orElseThrow();
    assertThat(settlement.estimated()).isTrue();
    assertThat(settlement.spentMicroUsd()).isEqualTo(lastCall().reservedMicroUsd()).isPositive();
    assertThat(world.provider.books()).as("asked once, never again").hasSize(1);
  }

  @Test
  void aCallThatCannotBeBegunCostsNothing() throws IOException {
    UnixHttp.Answer answer =
        world.call(
            session,
            ModelFormat.OPENAI,
            ModelWorld.body(
                ModelFormat.OPENAI, false, "go", b -> b.put("model", ModelWorld.KEYLESS)));
    assertThat(answer.text()).contains("MODEL_UNAVAILABLE", "is not configured");
    assertThat(lastCall().settlement().orElseThrow().spentMicroUsd()).isZero();
    assertThat(world.provider.books()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aProviderThatIsNotThereIsUnavailableAndCostsNothing(ModelFormat format) throws IOException {
    world.provider.close();
    UnixHttp.Answer answer = call(format, true);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("MODEL_UNAVAILABLE", "not reachable");
    assertThat(lastCall().settlement().orElseThrow().spentMicroUsd()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatStallsEndsAfterItsIdleTime(ModelFormat format) throws Exception {
    next.set(new Says(Words.of("hello", "world"), TOKENS, Delivery.stallAt(200)));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<UnixHttp.Answer> answer = threads.submit(() -> call(format, true));
      await().until(() -> world.provider.books().size() == 1);
      turnUntilDone(answer);
      assertThat(answer.get().text()).contains("MODEL_UNAVAILABLE");
      assertThat(answer.get().whole()).isTrue();
    }
    assertThat(lastCall().settlement().orElseThrow().estimated()).isTrue();
    await().untilAsserted(() -> assertThat(world.provider.abandoned()).hasSize(1));
  }

  @ParameterizedTest
  @EnumSource
  void aWholeAnswerThatStallsEndsToo(ModelFormat format) throws Exception {
    next.set(new Says(Words.of("hello", "world"), TOKENS, Delivery.stallAt(50)));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<UnixHttp.Answer> answer = threads.submit(() -> call(format, false));
      await().until(() -> world.provider.books().size() == 1);
      turnUntilDone(answer);
      assertThat(answer.get().status()).isEqualTo(503);
      assertThat(answer.get().text()).contains("MODEL_UNAVAILABLE");
    }
    assertThat(lastCall().settlement().orElseThrow().estimated()).isTrue();
  }

  /** When the reader begins to wait is not seen from here, so the clock is turned until it did. */
  private void turnUntilDone(Future<?> answer) throws ExecutionException {
    await()
        .until(
            () -> {
              time.advance(ModelWorld.PATIENCE.idle().dividedBy(3));
              return answer.isDone();
            });
  }

  @ParameterizedTest
  @CsvSource({"OPENAI,false", "OPENAI,true", "ANTHROPIC,false", "ANTHROPIC,true"})
  void aCallWhoseCallerLeftIsCancelledAtTheProvider(ModelFormat format, boolean stream)
      throws IOException {
    next.set(new Says(Words.of("hello", "world"), TOKENS, Delivery.stallAt(stream ? 200 : 40)));
    time.advance(Duration.ofSeconds(1));
    try (UnixHttp http = UnixHttp.connect(session.socket())) {
      http.send(
          "POST",
          ModelWorld.path(format),
          session.headers(),
          ModelWorld.body(format, stream, "go").getBytes(StandardCharsets.UTF_8));
      await().until(() -> world.provider.books().size() == 1);
    }
    await().untilAsserted(() -> assertThat(world.provider.abandoned()).hasSize(1));
    await().until(() -> lastCall().settlement().isPresent());
    assertThat(lastCall().settlement().orElseThrow().estimated()).isTrue();
    assertThat(world.account(session.session().task()).reservedMicroUsd()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatAProviderRepeatsIsNotHandedOn(ModelFormat format) throws IOException {
    next.set(
        new Says(
            Words.of("your key is ", ModelWorld.KEY, ", sk-fake- is its prefix"),
            TOKENS,
            Delivery.whole()));
    for (boolean stream : new boolean[] {false, true}) {
      assertThat(call(format, stream).text())
          .doesNotContain(ModelWorld.KEY)
          .contains("[concealed]", "sk-fake- is its prefix");
    }
  }
}
