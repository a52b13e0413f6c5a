package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.admission.SlotStore;
import dev.berth.core.id.ModelCallId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.TaskId;
import dev.berth.core.model.BudgetDay;
import dev.berth.core.model.BudgetStore.Account;
import dev.berth.core.model.BudgetStore.ModelCall;
import dev.berth.core.model.BudgetStore.Outcome;
import dev.berth.core.model.BudgetStore.Settlement;
import dev.berth.core.model.BudgetStore.Used;
import dev.berth.core.model.DayLimits;
import dev.berth.core.model.DayScope;
import dev.berth.core.task.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is counted and must never be more than its limit: slots and money. */
public abstract class AccountsContract extends StoreContract {
  private static final NodeId NODE = new NodeId("0".repeat(26));
  private static final AtomicLong DAYS = new AtomicLong();

  protected AccountsContract() {
    super(new Samples());
  }

  @Test
  void givesTheLowestFreeSlotAndTheSameOneTwice() {
    String scope = SlotStore.user(samples.user());
    TaskId first = task();
    TaskId second = task();
    assertThat(take(scope, 2, first)).contains(1);
    assertThat(take(scope, 2, first)).contains(1);
    assertThat(take(scope, 2, second)).contains(2);
    assertThat(take(scope, 2, task())).isEmpty();
    assertThat(counted(tx -> tx.slots().taken(scope))).isEqualTo(2);
    assertThat(changed(tx -> tx.slots().free(first))).isEqualTo(1);
    assertThat(changed(tx -> tx.slots().free(first))).isZero();
    TaskId third = task();
    assertThat(take(scope, 2, third)).contains(1);
    assertThat(take(scope, 1, task())).isEmpty();
    assertThat(take(scope, 0, task())).isEmpty();
  }

  @Test
  void fiftyThreadsNeverTakeMoreThanTheLimit() {
    String scope = SlotStore.user(samples.user());
    List<TaskId> tasks = IntStream.range(0, 50).mapToObj(i -> task()).toList();
    List<Optional<Integer>> taken = together(50, i -> () -> take(scope, 10, tasks.get(i)));
    assertThat(taken.stream().flatMap(Optional::stream))
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 10).boxed().toList());
    assertThat(counted(tx -> tx.slots().taken(scope))).isEqualTo(10);
  }

  @Test
  void reservesAndSettles() {
    TaskId task = task();
    writing(tx -> tx.budgets().open(task, 1000));
    writing(tx -> tx.budgets().open(task, 5));
    ModelCall call = call(task, 600);
    assertThat(did(tx -> tx.budgets().reserve(task, call))).isTrue();
    assertThat(did(tx -> tx.budgets().reserve(task, call(task, 401)))).isFalse();
    assertThat(account(task)).isEqualTo(new Account(1000, 0, 600));
    Settlement settlement = new Settlement(10, 20, 250, false, Samples.NOW.plusSeconds(1));
    for (int twice = 0; twice < 2; twice++) {
      writing(tx -> tx.budgets().settle(task, call.id(), settlement));
      assertThat(account(task)).isEqualTo(new Account(1000, 250, 0));
    }
    assertThat(rows(tx -> tx.budgets().calls(task)))
        .containsExactly(
            new ModelCall(
                call.id(),
                task,
                NODE,
                "model",
                "2026-01",
                600,
                Samples.NOW,
                Optional.of(settlement)));
    assertThat(did(tx -> tx.budgets().reserve(task, call(task, 750)))).isTrue();
    assertThat(did(tx -> tx.budgets().reserve(task, call(task, 1)))).isFalse();
    assertThat(did(tx -> tx.budgets().reserve(task, call(task, -1)))).isFalse();
  }

  @Test
  void onlyCallsOfServersThatLiveNoMoreAreLeftovers() {
    TaskId task = task();
    writing(tx -> tx.budgets().open(task, 10_000));
    NodeId asking = samples.node();
    NodeId live = samples.node();
    NodeId missed = samples.node();
    NodeId before = samples.node();
    NodeId after = samples.node();
    Instant now = Samples.NOW;
    String place = "place " + samples.id();
    writing(
        tx -> {
          tx.installation().seen(live, "there " + samples.id(), now.plusMillis(1));
          tx.installation().seen(missed, "elsewhere " + samples.id(), now);
          tx.installation().seen(before, place, now.plusSeconds(60));
          tx.installation().seen(after, place, now.plusSeconds(60));
        });
    for (NodeId node : List.of(asking, live, missed, before, after)) {
      assertThat(did(tx -> tx.budgets().reserve(task, call(task, 10, node)))).isTrue();
    }
    assertThat(leftovers(task, asking, now)).containsExactlyInAnyOrder(missed, before);
    assertThat(leftovers(task, asking, now.plusMillis(1)))
        .containsExactlyInAnyOrder(live, missed, before);
    writing(tx -> tx.installation().forget(after));
    assertThat(leftovers(task, live, now)).containsExactlyInAnyOrder(asking, missed, before, after);
    for (ModelCall call : rows(tx -> tx.budgets().leftovers(asking, now.plusSeconds(1)))) {
      writing(
          tx ->
              tx.budgets()
                  .settle(call.task(), call.id(), new Settlement(0, 0, 10, true, Samples.NOW)));
    }
    assertThat(leftovers(task, asking, now.plusSeconds(1))).isEmpty();
  }

  private List<NodeId> leftovers(TaskId task, NodeId asking, Instant now) {
    return rows(tx -> tx.budgets().leftovers(asking, now)).stream()
        .filter(call -> call.task().equals(task))
        .map(ModelCall::node)
        .toList();
  }

  @Test
  void racesNeverReserveMoreThanTheLimit() {
    TaskId task = task();
    writing(tx -> tx.budgets().open(task, 1000));
    List<Boolean> reserved =
        together(
            30,
            i ->
                () -> {
                  ModelCall call = call(task, 90);
                  boolean fits = did(tx -> tx.budgets().reserve(task, call));
                  if (fits && i % 2 == 0) {
                    Settlement all = new Settlement(1, 1, 90, true, Samples.NOW);
                    writing(tx -> tx.budgets().settle(task, call.id(), all));
                  }
                  return fits;
                });
    assertThat(reserved.stream().filter(fits -> fits)).hasSize(11);
    Account account = account(task);
    assertThat(account.spentMicroUsd() + account.reservedMicroUsd()).isEqualTo(990);
  }

  @Test
  void whatDoesNotFitIntoADayChangesNothing() {
    Task task = write(samples::storedTask);
    Task second = ofSame(task);
    BudgetDay day = dayOfItsOwn();
    long installation = 1_000;
    DayLimits limits = new DayLimits(Optional.of(installation), Optional.of(700L));
    DayScope user = new DayScope.OfUser(task.spec().owner());
    assertThat(reserve(task.id(), on(task.id(), 600, day), limits)).isEqualTo(Outcome.RESERVED);
    assertThat(reserve(second.id(), on(second.id(), 101, day), limits))
        .isEqualTo(Outcome.USER_DAY_FULL);
    Task others = write(samples::storedTask);
    writing(tx -> tx.budgets().open(others.id(), 10_000));
    assertThat(reserve(others.id(), on(others.id(), 401, day), limits))
        .isEqualTo(Outcome.INSTALLATION_DAY_FULL);
    assertThat(account(second.id())).isEqualTo(new Account(10_000, 0, 0));
    assertThat(account(others.id())).isEqualTo(new Account(10_000, 0, 0));
    assertThat(used(day, new DayScope.Installation())).isEqualTo(new Used(0, 600));
    assertThat(used(day, user)).isEqualTo(new Used(0, 600));
    assertThat(rows(tx -> tx.budgets().calls(second.id()))).isEmpty();
    assertThat(reserve(task.id(), on(task.id(), 9_500, day), DayLimits.none()))
        .isEqualTo(Outcome.TASK_FULL);
    assertThat(reserve(second.id(), on(second.id(), 100, day), limits)).isEqualTo(Outcome.RESERVED);
    BudgetDay next = new BudgetDay(day.epochDay() + 1);
    assertThat(reserve(second.id(), on(second.id(), 700, next), limits))
        .as("another day, another budget")
        .isEqualTo(Outcome.RESERVED);
  }

  /** A call is of the day on which it began, also when its server died and another settles it. */
  @Test
  void aCallIsSettledOnItsOwnDay() {
    Task task = write(samples::storedTask);
    writing(tx -> tx.budgets().open(task.id(), 10_000));
    BudgetDay day = dayOfItsOwn();
    ModelCall call = on(task.id(), 600, day);
    reserve(task.id(), call, DayLimits.none());
    Settlement late = new Settlement(1, 1, 250, false, call.at().plusSeconds(200_000));
    for (int twice = 0; twice < 2; twice++) {
      writing(tx -> tx.budgets().settle(task.id(), call.id(), late));
      assertThat(used(day, new DayScope.Installation())).isEqualTo(new Used(250, 0));
      assertThat(used(day, new DayScope.OfUser(task.spec().owner()))).isEqualTo(new Used(250, 0));
    }
  }

  @Test
  void aThousandCallsAtOnceNeverOverrunADay() {
    raceForADay(1_000);
  }

  @Test
  @Tag("long")
  void tenThousandCallsAtOnceNeverOverrunADay() {
    raceForADay(10_000);
  }

  /** Calls of ten users reserve and settle at the same time. */
  private void raceForADay(int calls) {
    List<Task> tasks = IntStream.range(0, 10).mapToObj(i -> write(samples::storedTask)).toList();
    tasks.forEach(task -> writing(tx -> tx.budgets().open(task.id(), Long.MAX_VALUE / 4)));
    BudgetDay day = dayOfItsOwn();
    long installation = calls * 20L;
    DayLimits limits = new DayLimits(Optional.of(installation), Optional.of(installation / 5));
    // more than the pool has connections, fewer than wait for one so long that they give up
    Semaphore atOnce = new Semaphore(256);
    List<Long> settled =
        together(
            calls,
            i ->
                () -> {
                  atOnce.acquire();
                  try {
                    return called(tasks.get(i % tasks.size()).id(), i, day, limits);
                  } finally {
                    atOnce.release();
                  }
                });
    long spent = settled.stream().mapToLong(n -> n).sum();
    assertThat(used(day, new DayScope.Installation())).isEqualTo(new Used(spent, 0));
    assertThat(spent).isBetween(installation / 5, installation);
    for (Task task : tasks) {
      Used used = used(day, new DayScope.OfUser(task.spec().owner()));
      assertThat(used.microUsd()).isLessThanOrEqualTo(installation / 5);
      assertThat(used.reservedMicroUsd()).isZero();
    }
  }

  /** One call of a race; what it spent. */
  private long called(TaskId task, int number, BudgetDay day, DayLimits limits) {
    ModelCall call = on(task, 90, day);
    if (reserve(task, call, limits) != Outcome.RESERVED) {
      return 0;
    }
    assertThat(used(day, new DayScope.Installation()).microUsd())
        .isLessThanOrEqualTo(limits.installation().orElseThrow());
    long spent = number % 7 == 0 ? 90 : number % 60;
    Settlement came = new Settlement(1, 1, spent, number % 7 == 0, Samples.NOW);
    writing(tx -> tx.budgets().settle(task, call.id(), came));
    return spent;
  }

  private Task ofSame(Task task) {
    Task second = samples.task(task.spec().owner());
    writing(
        tx -> {
          tx.tasks().insert(second);
          tx.budgets().open(task.id(), 10_000);
          tx.budgets().open(second.id(), 10_000);
        });
    return second;
  }

  /** The database may hold others' rows: no other test has calls of this day. */
  private BudgetDay dayOfItsOwn() {
    return new BudgetDay(30_000 + DAYS.addAndGet(10));
  }

  private Outcome reserve(TaskId task, ModelCall call, DayLimits limits) {
    return write(tx -> tx.budgets().reserve(task, call, limits));
  }

  private Used used(BudgetDay day, DayScope scope) {
    return read(tx -> tx.budgets().used(day, scope));
  }

  private ModelCall on(TaskId task, long amount, BudgetDay day) {
    return new ModelCall(
        new ModelCallId(samples.id()),
        task,
        NODE,
        "model",
        "2026-01",
        amount,
        day.end().minusSeconds(1),
        Optional.empty());
  }

  @Test
  void aTaskWithoutAnAccountReservesNothing() {
    TaskId task = task();
    assertThat(found(tx -> tx.budgets().find(task))).isEmpty();
    assertThat(did(tx -> tx.budgets().reserve(task, call(task, 1)))).isFalse();
  }

  private Optional<Integer> take(String scope, int limit, TaskId task) {
    return write(tx -> tx.slots().take(scope, limit, task));
  }

  private Account account(TaskId task) {
    return found(tx -> tx.budgets().find(task)).orElseThrow();
  }

  private ModelCall call(TaskId task, long amount) {
    return call(task, amount, NODE);
  }

  private ModelCall call(TaskId task, long amount, NodeId node) {
    return new ModelCall(
        new ModelCallId(samples.id()),
        task,
        node,
        "model",
        "2026-01",
        amount,
        Samples.NOW,
        Optional.empty());
  }

  private TaskId task() {
    return write(samples::storedTask).id();
  }
}
