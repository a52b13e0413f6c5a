package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.event.EventCap;
import dev.berth.core.event.EventStore.Appended;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.event.TaskEvent;
import dev.berth.core.id.EventId;
import dev.berth.core.id.TaskId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Events: order, numbers, replays. */
public abstract class EventStoreContract extends StoreContract {
  protected EventStoreContract() {
    super(new Samples());
  }

  @Test
  void keepsEveryFieldAndEveryKindOfValue() {
    TaskId task = task();
    Map<String, Object> metadata =
        Map.of(
            "text",
            "line\nline \u0000 \uD83D\uDC1B",
            "integer",
            7,
            "long",
            5_000_000_000L,
            "double",
            1.25,
            "flag",
            true,
            "list",
            List.of(1, "two"),
            "map",
            Map.of("nested", "yes"));
    NewEvent event = NewEvent.of(EventType.AGENT_COST_UPDATE, Samples.NOW, metadata);
    List<TaskEvent> written = write(tx -> tx.events().append(task, List.of(event)));
    assertThat(written).hasSize(1);
    assertThat(rows(tx -> tx.events().after(task, 0, 10))).isEqualTo(written);
    TaskEvent stored = written.getFirst();
    assertThat(stored.seq()).isEqualTo(1);
    assertThat(stored.type()).isEqualTo(EventType.AGENT_COST_UPDATE);
    assertThat(stored.at()).isEqualTo(Samples.NOW);
    assertThat(stored.metadata()).isEqualTo(metadata);
    assertThat(found(tx -> tx.events().seqOf(task, stored.id()))).contains(1L);
    TaskId other = task();
    assertThat(found(tx -> tx.events().seqOf(other, stored.id()))).isEmpty();
  }

  @Test
  void aRecordingEndsOnceAndBerthGoesOn() {
    TaskId task = task();
    EventCap cap = new EventCap(3, 1_000_000);
    assertThat(capped(task, cap, agents("a", "b"))).isEqualTo(new Appended(2, 0));
    assertThat(capped(task, cap, agents("b", "c"))).isEqualTo(new Appended(1, 0));
    assertThat(capped(task, cap, agents("d", "a", "e"))).isEqualTo(new Appended(0, 2));
    assertThat(capped(task, cap, agents("f"))).isEqualTo(new Appended(0, 1));
    assertThat(capped(task, new EventCap(9, 1_000_000), agents("g"))).isEqualTo(new Appended(0, 1));
    write(tx -> tx.events().append(task, List.of(Samples.event(EventType.TASK_COMPLETED))));
    List<TaskEvent> all = rows(tx -> tx.events().after(task, 0, 10));
    assertThat(all.stream().map(TaskEvent::type))
        .containsExactly(
            EventType.AGENT_TURN,
            EventType.AGENT_TURN,
            EventType.AGENT_TURN,
            EventType.RECORDING_ENDED,
            EventType.TASK_COMPLETED);
    assertThat(all.get(3).metadata()).containsEntry("recorded_events", 3);
  }

  @Test
  void aRecordingHasABoundOfBytes() {
    TaskId task = task();
    long one = "{\"turn\":1,\"client\":\"a\"}".length();
    EventCap cap = new EventCap(100, 2 * one);
    assertThat(capped(task, cap, agents("a"))).isEqualTo(new Appended(1, 0));
    assertThat(capped(task, cap, agents("b", "c"))).isEqualTo(new Appended(1, 1));
    TaskId other = task();
    assertThat(capped(other, cap, agents("a"))).isEqualTo(new Appended(1, 0));
  }

  @Test
  void berthsOwnEventsHaveNoCap() {
    TaskId task = task();
    EventCap cap = new EventCap(1, 1);
    assertThatThrownBy(() -> capped(task, cap, List.of(Samples.event(EventType.TASK_CANCELLED))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Appended capped(TaskId task, EventCap cap, List<NewEvent> events) {
    return write(tx -> tx.events().append(task, events, cap));
  }

  private static List<NewEvent> agents(String... clientIds) {
    return Arrays.stream(clientIds).map(Samples::agentEvent).toList();
  }

  @Test
  void pagesForwardsAndBackwards() {
    TaskId task = task();
    for (int i = 0; i < 5; i++) {
      write(tx -> tx.events().append(task, List.of(Samples.event(EventType.AGENT_TURN))));
    }
    assertThat(rows(tx -> tx.events().after(task, 2, 2)).stream().map(TaskEvent::seq))
        .containsExactly(3L, 4L);
    assertThat(rows(tx -> tx.events().before(task, 4, 2)).stream().map(TaskEvent::seq))
        .containsExactly(3L, 2L);
    assertThat(rows(tx -> tx.events().before(task, Long.MAX_VALUE, 1)).getFirst().seq())
        .isEqualTo(5);
    assertThat(rows(tx -> tx.events().after(task, 5, 2))).isEmpty();
  }

  @Test
  void leavesReplaysOutAlsoWithinOneCall() {
    TaskId task = task();
    write(tx -> tx.events().append(task, List.of(Samples.agentEvent("a"))));
    List<TaskEvent> written =
        write(
            tx ->
                tx.events()
                    .append(
                        task,
                        List.of(
                            Samples.agentEvent("a"),
                            Samples.agentEvent("b"),
                            Samples.event(EventType.NUDGE_RECEIVED),
                            Samples.agentEvent("b"))));
    assertThat(written.stream().map(TaskEvent::seq)).containsExactly(2L, 3L);
    assertThat(changed(tx -> tx.events().append(task, List.of(Samples.agentEvent("b"))).size()))
        .isZero();
    assertThat(rows(tx -> tx.events().after(task, 0, 10))).hasSize(3);
    TaskId other = task();
    assertThat(changed(tx -> tx.events().append(other, List.of(Samples.agentEvent("a"))).size()))
        .isEqualTo(1);
  }

  @Test
  void numbersWithoutGapsAndIdsGrowUnderManyWriters() {
    TaskId task = task();
    together(
        20,
        i ->
            () -> {
              for (int n = 0; n < 5; n++) {
                List<NewEvent> events = new ArrayList<>();
                events.add(Samples.agentEvent("w" + i + "-" + n));
                events.add(Samples.agentEvent("shared-" + n));
                write(tx -> tx.events().append(task, events));
              }
              return i;
            });
    List<TaskEvent> all = rows(tx -> tx.events().after(task, 0, 1000));
    assertThat(all.stream().map(TaskEvent::seq))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 105).boxed().toList());
    assertThat(all.stream().map(TaskEvent::id)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aRolledBackNumberIsGivenOutAgain() {
    TaskId task = task();
    try {
      writing(
          tx -> {
            tx.events().append(task, List.of(Samples.event(EventType.TASK_CREATED)));
            throw new IllegalStateException("roll back");
          });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("roll back");
    }
    List<TaskEvent> written =
        write(tx -> tx.events().append(task, List.of(Samples.event(EventType.TASK_CREATED))));
    assertThat(written.getFirst().seq()).isEqualTo(1);
  }

  @Test
  void tellsListenersAfterTheCommit() {
    TaskId task = task();
    List<String> heard = new ArrayList<>();
    try (var subscription = database().signals().subscribe(heard::add)) {
      assertThat(subscription).isNotNull();
      writing(
          tx -> {
            tx.events().append(task, List.of(Samples.event(EventType.TASK_CREATED)));
            tx.events().append(task, List.of(Samples.event(EventType.ADMISSION_QUEUED)));
            assertThat(heard).isEmpty();
          });
      assertThat(heard).containsExactly("task:" + task);
    }
  }

  @Test
  void whatIsNotThereIsEmpty() {
    TaskId task = task();
    assertThat(rows(tx -> tx.events().after(task, 0, 10))).isEmpty();
    assertThat(found(tx -> tx.events().seqOf(task, new EventId(samples.id()))))
        .isEqualTo(Optional.empty());
    assertThat(changed(tx -> tx.events().append(task, List.of()).size())).isZero();
  }

  private TaskId task() {
    return write(samples::storedTask).id();
  }
}
