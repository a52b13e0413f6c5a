package dev.berth.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.model.BudgetStore.Account;
import dev.berth.core.model.BudgetStore.ModelCall;
import dev.berth.core.model.DayLimits;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.gateway.OpenGateway;
import dev.berth.gateway.client.UnixHttp;
import dev.berth.store.postgresql.PostgresDatabase;
import dev.berth.store.postgresql.PostgresSettings;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.model.FakeProvider;
import dev.berth.testkit.model.FakeProvider.Entry;
import dev.berth.testkit.model.ModelFormat;
import dev.berth.testkit.model.ModelReply;
import dev.berth.testkit.model.ModelReply.Delivery;
import dev.berth.testkit.model.ModelReply.Says;
import dev.berth.testkit.model.ModelReply.Words;
import dev.berth.testkit.model.Tokens;
import dev.berth.testkit.store.PostgresServer;
import dev.berth.testkit.time.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many calls at once against one budget, and what a crash leaves. */
final class ModelBudgetTest {
  private static final int CALLERS = 24;
  private static final int CALLS_EACH = 12;

  private final VirtualTime time = new VirtualTime();
  private final SplittableRandom random = new SplittableRandom(5);
  private final Ulid ids = new Ulid(time, random);
  @TempDir private Path directory;

  /** As much as the caller allows, or less. */
  private static ModelReply reply(FakeProvider.Request request) {
    long output = request.cap() * (1 + request.lastText().hashCode() % 3) / 3;
    Tokens tokens = new Tokens(request.bytes() - 40, 20, 0, Math.max(0, output));
    boolean cut = request.lastText().hashCode() % 5 == 0;
    return new Says(Words.of("a", "b"), tokens, cut ? Delivery.cutAt(30, true) : Delivery.whole());
  }

  @Test
  void nothingIsOverspentOnTheEmbeddedDatabase() throws Exception {
    race(SqliteDatabase.open(directory.resolve("data"), ids, time, random));
  }

  @Test
  void nothingIsOverspentOnPostgreSql() throws Exception {
    race(
        PostgresDatabase.open(
            new PostgresSettings(
                PostgresServer.newDatabase(), Optional.empty(), Optional.empty(), 10),
            ids,
            new SystemTime(),
            random));
  }

  private void race(Database database) throws Exception {
    long budget = 4_000_000;
    try (ModelWorld world = new ModelWorld(directory, time, ids, database, ModelBudgetTest::reply);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      OpenGateway.Client session = world.session(budget);
      TaskId task = session.session().task();
      AtomicBoolean done = new AtomicBoolean();
      Future<Integer> observer = threads.submit(() -> observe(world, task, budget, done));
      List<Callable<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int number = i;
        callers.add(() -> callRepeatedly(world, session, number));
      }
      int answered = 0;
      for (Future<Integer> caller : threads.invokeAll(callers)) {
        answered += caller.get();
      }
      done.set(true);
      assertThat(observer.get()).as("looks at the account meanwhile").isGreaterThan(5);
      assertThat(answered).isBetween(20, CALLERS * CALLS_EACH - 20);
      settledAsBilled(world, task, budget);
    }
  }

  private static int callRepeatedly(ModelWorld world, OpenGateway.Client session, int number)
      throws IOException {
    int answered = 0;
    for (int i = 0; i < CALLS_EACH; i++) {
      ModelFormat format = i % 2 == 0 ? ModelFormat.OPENAI : ModelFormat.ANTHROPIC;
      String text = "caller " + number + " asks " + i + "x".repeat(number * 40);
      UnixHttp.Answer answer =
          world.call(session, format, ModelWorld.body(format, number % 2 == 0, text));
      if (answer.status() == 200) {
        answered++;
      } else {
        assertThat(answer.text()).containsAnyOf("BUDGET_REFUSED", "MODEL_UNAVAILABLE");
      }
    }
    return answered;
  }

  private static int observe(ModelWorld world, TaskId task, long budget, AtomicBoolean done) {
    int looks = 0;
    while (!done.get()) {
      Account account = world.account(task);
      assertThat(account.spentMicroUsd() + account.reservedMicroUsd()).isLessThanOrEqualTo(budget);
      long billed = world.provider.books().stream().mapToLong(Entry::microUsd).sum();
      assertThat(billed).isLessThanOrEqualTo(budget);
      looks++;
    }
    return looks;
  }

  private static void settledAsBilled(ModelWorld world, TaskId task, long budget) {
    Account account = world.account(task);
    assertThat(account.reservedMicroUsd()).isZero();
    assertThat(account.spentMicroUsd()).isBetween(budget / 2, budget);
    List<ModelCall> calls = world.calls(task);
    List<Long> told =
        calls.stream()
            .map(call -> call.settlement().orElseThrow())
            .filter(settlement -> !settlement.estimated())
            .map(settlement -> settlement.spentMicroUsd())
            .toList();
    List<Long> billed =
        world.provider.books().stream().filter(Entry::reported).map(Entry::microUsd).toList();
    assertThat(told).containsExactlyInAnyOrderElementsOf(billed);
    assertThat(calls).hasSize(world.provider.books().size());
  }

  @Test
  void whatACrashLeftIsSpentInFullAtTheNextStart() throws IOException {
    SqliteDatabase.open(directory.resolve("data"), ids, time, random).close();
    TaskId task;
    ModelAccounts.Reservation open;
    try (ModelWorld world = world()) {
      OpenGateway.Client session = world.session(1_000_000);
      task = session.session().task();
      world.call(session, ModelFormat.OPENAI, ModelWorld.body(ModelFormat.OPENAI, false, "a"));
      open =
          world.accounts.reserve(
              new ModelAccounts.Wish(
                  new ModelCallers.Caller(task, List.of("m"), false),
                  "m",
                  new PriceTable.Price(1_000_000, 0, 0, 1_000_000, 5_000),
                  "t",
                  1_000,
                  2_000,
                  Optional.empty()));
      assertThat(world.account(task).reservedMicroUsd()).isEqualTo(3_000);
    }
    try (ModelWorld world = world()) {
      long before = world.account(task).spentMicroUsd();
      assertThat(world.accounts.settleLeftovers()).isEqualTo(1);
      assertThat(world.accounts.settleLeftovers()).isZero();
      assertThat(world.account(task)).isEqualTo(new Account(1_000_000, before + 3_000, 0));
      ModelCall left = world.calls(task).getLast();
      assertThat(left.settlement().orElseThrow().estimated()).isTrue();
    }
    assertThat(open.outputCap()).isEqualTo(2_000);
  }

  @Test
  void theDaysMoneyIsEverybodysAndRenewsAtMidnight() throws IOException {
    DayLimits days = new DayLimits(Optional.of(100_000L), Optional.empty());
    try (ModelWorld world =
        new ModelWorld(
            directory,
            time,
            ids,
            SqliteDatabase.open(directory.resolve("data"), ids, time, random),
            ModelBudgetTest::reply,
            days)) {
      OpenGateway.Client one = world.session(10_000_000);
      OpenGateway.Client other = world.session(10_000_000);
      UnixHttp.Answer refused = untilRefused(world, one);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.text()).contains("DAY_BUDGET_SPENT", "renews at 2026-01-02T00:00:00Z");
      assertThat(Long.parseLong(refused.headers().get("retry-after"))).isBetween(1L, 86_400L);
      assertThat(world.signals.days()).containsExactly(Instant.parse("2026-01-02T00:00:00Z"));
      assertThat(world.signals.reached()).isEmpty();
      assertThat(world.account(one.session().task()).spentMicroUsd()).isBetween(1L, 100_000L);
      assertThat(untilRefused(world, other).text()).contains("DAY_BUDGET_SPENT");
      assertThat(world.accounts.refusals(ModelAccounts.Refusal.INSTALLATION_DAY)).isEqualTo(2);
      time.advance(Duration.ofDays(1));
      UnixHttp.Answer next =
          world.call(
              other, ModelFormat.OPENAI, ModelWorld.body(ModelFormat.OPENAI, false, "tomorrow"));
      assertThat(next.text()).doesNotContain("DAY_BUDGET_SPENT");
    }
  }

  private static UnixHttp.Answer untilRefused(ModelWorld world, OpenGateway.Client session)
      throws IOException {
    for (int i = 0; i < 200; i++) {
      UnixHttp.Answer answer =
          world.call(
              session, ModelFormat.OPENAI, ModelWorld.body(ModelFormat.OPENAI, false, "n" + i));
      if (answer.status() == 429) {
        return answer;
      }
    }
    throw new AssertionError("nothing was refused");
  }

  private ModelWorld world() throws IOException {
    return new ModelWorld(
        directory,
        time,
        ids,
        SqliteDatabase.open(directory.resolve("data"), ids, time, random),
        ModelBudgetTest::reply);
  }
}
