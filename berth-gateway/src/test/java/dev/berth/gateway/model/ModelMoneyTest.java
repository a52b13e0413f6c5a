package dev.berth.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.Ulid;
import dev.berth.core.model.BudgetStore.Account;
import dev.berth.core.model.BudgetStore.ModelCall;
import dev.berth.core.model.BudgetStore.Settlement;
import dev.berth.gateway.OpenGateway;
import dev.berth.gateway.client.UnixHttp;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.model.FakeProvider.Entry;
import dev.berth.testkit.model.ModelFormat;
import dev.berth.testkit.model.ModelReply;
import dev.berth.testkit.model.ModelReply.Delivery;
import dev.berth.testkit.model.ModelReply.Says;
import dev.berth.testkit.model.ModelReply.Words;
import dev.berth.testkit.model.Tokens;
import dev.berth.testkit.time.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Berth counts against what the provider's own books say. */
final class ModelMoneyTest {
  private static final long PLENTY = 100_000_000_000L;
  private static final Words WORDS =
      Words.of("Grüße ", "— 🛶 \"berth\"\n", "data: [DONE]\n\nevent: message_stop");

  private final VirtualTime time = new VirtualTime();
  private final SplittableRandom random = new SplittableRandom(11);
  private final AtomicReference<ModelReply> next = new AtomicReference<>();
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
    session = world.session(PLENTY);
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  @ParameterizedTest
  @EnumSource
  void aStreamCutAnywhereIsCountedAsTheProviderCountsIt(ModelFormat format) throws IOException {
    cutAtEvery(11, format);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void aStreamCutAtEachByteIsCountedAsTheProviderCountsIt(ModelFormat format) throws IOException {
    cutAtEvery(1, format);
  }

  /** At each byte in the end, so inside chunks, characters and names of fields. */
  private void cutAtEvery(int step, ModelFormat format) throws IOException {
    Tokens tokens = tokens(format, 57, 1_100);
    String body = ModelWorld.body(format, true, "go");
    next.set(new Says(WORDS, tokens, Delivery.whole()));
    UnixHttp.Answer whole = world.call(session, format, body);
    assertThat(whole.text()).contains("🛶");
    int length = world.provider.sizes().getLast();
    int count = 1;
    for (int offset = 0; offset <= length; offset += step) {
      next.set(new Says(WORDS, tokens, Delivery.cutAt(offset, offset % 3 != 0)));
      UnixHttp.Answer cut = world.call(session, format, body);
      assertThat(cut.status()).isEqualTo(200);
      String said = cut.text();
      int error = said.indexOf("MODEL_UNAVAILABLE");
      // the error is an event of its own after what came whole
      int shown = error < 0 ? said.length() : said.lastIndexOf("\n\n", error) + 2;
      assertThat(whole.text()).startsWith(said.substring(0, shown == 1 ? 0 : shown));
      count++;
    }
    balance(count);
  }

  @ParameterizedTest
  @EnumSource
  void aStreamInTwoPartsIsTheSameStream(ModelFormat format) throws IOException {
    splitAtEvery(11, format);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void aStreamInTwoPartsAtEachByteIsTheSameStream(ModelFormat format) throws IOException {
    splitAtEvery(1, format);
  }

  private void splitAtEvery(int step, ModelFormat format) throws IOException {
    Tokens tokens = tokens(format, 57, 1_100);
    String body = ModelWorld.body(format, true, "go");
    next.set(new Says(WORDS, tokens, Delivery.whole()));
    byte[] whole = world.call(session, format, body).body();
    int count = 1;
    for (int offset = 1; offset < world.provider.sizes().getLast(); offset += step) {
      next.set(new Says(WORDS, tokens, Delivery.splitAt(offset, offset % 2 == 0)));
      assertThat(world.call(session, format, body).body()).isEqualTo(whole);
      count++;
    }
    assertThat(balance(count)).noneMatch(call -> settled(call).estimated());
  }

  @Test
  void aThousandCallsOfAnyShapeAddUp() throws IOException {
    ReplyDice dice = new ReplyDice(new SplittableRandom(20_261_101));
    for (int i = 0; i < 1_000; i++) {
      ModelFormat format = dice.format();
      boolean stream = dice.streams();
      String text = dice.text();
      String body = ModelWorld.body(format, stream, text);
      next.set(dice.reply(format, body.length()));
      UnixHttp.Answer answer = world.call(session, format, body);
      assertThat(answer.text()).doesNotContain(ModelWorld.KEY);
    }
    List<ModelCall> calls = balance(1_000);
    assertThat(calls.stream().filter(call -> settled(call).estimated()).count())
        .as("estimated calls of 1,000")
        .isBetween(50L, 500L);
  }

  /** Compares each call with the provider's line for it; calls were made one after the other. */
  private List<ModelCall> balance(int count) {
    List<ModelCall> calls = world.calls(session.session().task());
    List<Entry> books = world.provider.books();
    assertThat(calls).hasSize(count);
    assertThat(books).hasSize(count);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += settled(calls.get(i)).spentMicroUsd();
      agree(i, calls.get(i), books.get(i));
    }
    Account account = world.account(session.session().task());
    assertThat(account).isEqualTo(new Account(PLENTY, sum, 0));
    return calls;
  }

  private static void agree(int number, ModelCall call, Entry entry) {
    Settlement settlement = settled(call);
    String what = "call " + number + ": " + entry;
    if (entry.reported()) {
      assertThat(settlement.estimated()).as(what).isFalse();
      assertThat(settlement.inputTokens()).as(what).isEqualTo(entry.tokens().read());
      assertThat(settlement.outputTokens()).as(what).isEqualTo(entry.tokens().output());
      assertThat(settlement.spentMicroUsd()).as(what).isEqualTo(entry.microUsd());
    } else {
      assertThat(settlement.estimated()).as(what).isTrue();
      assertThat(settlement.spentMicroUsd())
          .as(what)
          .isEqualTo(call.reservedMicroUsd())
          .isGreaterThanOrEqualTo(entry.microUsd());
    }
  }

  private static Settlement settled(ModelCall call) {
    return call.settlement().orElseThrow();
  }

  private static Tokens tokens(ModelFormat format, long fresh, long output) {
    return switch (format) {
      case OPENAI -> new Tokens(fresh, 23, 0, output);
      case ANTHROPIC -> new Tokens(fresh, 23, 11, output);
    };
  }
}
