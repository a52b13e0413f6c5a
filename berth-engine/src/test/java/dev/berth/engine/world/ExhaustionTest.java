package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.TaskEvent;
import dev.berth.core.id.ModelCallId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.session.Directive;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.session.BudgetWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budget and turns come to their end. The budget of these tasks is 10 dollars. */
final class ExhaustionTest {
  private static final Duration LONG = Duration.ofMinutes(15);

  @TempDir(factory = InMemory.class)
  Path directory;

  private World world;

  @BeforeEach
  void open() {
    world = new World(directory);
    world.script.hangs = true;
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void whenOnlyTheLandingReserveIsLeftTheSessionLands() {
    TaskId id = running();
    spend(id, 9_499_999);
    world.run(Duration.ofSeconds(10));
    assertThat(world.heard).isEmpty();
    spend(id, 1);
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(world.heard).hasSize(1).hasOnlyElementsOfType(Directive.Land.class);
    assertThat(count(id, EventType.BUDGET_LANDING)).isEqualTo(1);
    world.assertBalanced(id);
  }

  @Test
  void aRefusedCallLandsTheSessionOnce() {
    TaskId id = running();
    budget().reached(session(id));
    budget().reached(session(id));
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(world.heard).hasSize(1);
    assertThat(count(id, EventType.BUDGET_LANDING)).isEqualTo(1);
  }

  @Test
  void aBudgetThatIsGoneEndsTheTaskWithItsChangeRequestLinked() {
    world.script.hangs = false;
    world.script.lingers = true;
    TaskId id = running();
    world.run(Duration.ofSeconds(10));
    assertThat(world.forge.changeRequests()).hasSize(1);
    budget().exhausted(session(id));
    budget().exhausted(session(id));
    Task task = world.runToTheEnd(id, LONG);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.state().fate().failure()).contains(ErrorCode.BUDGET_EXHAUSTED);
    assertThat(task.work().changeRequestUrl()).isPresent();
    world.assertBalanced(id);
  }

  @Test
  void whenFewTurnsAreLeftTheSessionLands() {
    TaskId id = running();
    world.script.turns = 94;
    world.run(Duration.ofSeconds(10));
    assertThat(world.heard).isEmpty();
    world.script.turns = 95;
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(world.heard).hasSize(1).hasOnlyElementsOfType(Directive.Land.class);
    assertThat(landing(id)).containsEntry("why", "turns").containsEntry("heard", true);
    world.assertBalanced(id);
  }

  @Test
  void whenTheDayIsSpentTheSessionLandsAndIsToldUntilWhen() {
    TaskId id = running();
    budget().dayReached(session(id), Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(landing(id))
        .containsEntry("why", "day")
        .extractingByKey("message")
        .asString()
        .contains("2026-01-02T00:00:00Z");
  }

  @Test
  void anAgentThatDoesNotHearIsSpokenOfInEventsOnly() {
    TaskId id = running();
    new BudgetWatch(world.engine.parts, _ -> false).reached(session(id));
    assertThat(landing(id)).containsEntry("why", "budget").containsEntry("heard", false);
  }

  private Map<String, Object> landing(TaskId id) {
    List<TaskEvent> events =
        world.database.read(tx -> tx.events().after(id, 0, 1_000)).stream()
            .filter(event -> event.type() == EventType.BUDGET_LANDING)
            .toList();
    assertThat(events).hasSize(1);
    return events.getFirst().metadata();
  }

  @Test
  void moreTurnsThanAllowedEndTheTask() {
    world.script.staysUp = true;
    TaskId id = running();
    world.script.turns = 100;
    world.run(Duration.ofSeconds(5));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
    world.script.turns = 101;
    Task task = world.runToTheEnd(id, LONG);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.state().fate().failure()).contains(ErrorCode.TURNS_EXHAUSTED);
    world.assertBalanced(id);
  }

  private TaskId running() {
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    return id;
  }

  private void spend(TaskId id, long microUsd) {
    ModelCallId call = new ModelCallId(world.ids.next());
    world.database.write(
        tx -> {
          assertThat(
                  tx.budgets()
                      .reserve(
                          id,
                          new BudgetStore.ModelCall(
                              call,
                              id,
                              world.engine.parts.node(),
                              "scripted-1",
                              "prices",
                              microUsd,
                              world.time.now(),
                              Optional.empty())))
              .isTrue();
          tx.budgets()
              .settle(
                  id, call, new BudgetStore.Settlement(1, 1, microUsd, false, world.time.now()));
          return true;
        });
  }

  private BudgetWatch budget() {
    return new BudgetWatch(world.engine.parts, _ -> true);
  }

  private SessionId session(TaskId id) {
    return world.task(id).session().orElseThrow();
  }

  private long count(TaskId id, EventType type) {
    return world.events(id).stream().filter(type::equals).count();
  }
}
