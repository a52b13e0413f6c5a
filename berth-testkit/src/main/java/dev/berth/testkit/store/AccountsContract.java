package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.admission.SlotStore;
import dev.berth.core.id.ModelCallId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.TaskId;
import dev.berth.core.model.BudgetStore.Account;
import dev.berth.core.model.BudgetStore.ModelCall;
import dev.berth.core.model.BudgetStore.Settlement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is counted and must never be more than its limit: slots and money. */
public abstract class AccountsContract extends StoreContract {
  private static final NodeId NODE = new NodeId("0".repeat(26));

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
