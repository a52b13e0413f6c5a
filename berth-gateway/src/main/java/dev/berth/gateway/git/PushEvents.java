package dev.berth.gateway.git;

import dev.berth.core.event.EventCap;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.forge.Mirror.PushReport;
import dev.berth.core.forge.Mirror.PushReport.Outcome;
import dev.berth.core.gateway.Grant;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes an event for each ref that was pushed, or refused. */
public final class PushEvents implements PushListener {
  private final Database database;
  private final Time time;

  public PushEvents(Database database, Time time) {
    this.database = database;
    this.time = time;
  }

  @Override
  public void pushed(Grant grant, GitRight right, PushReport report) {
    List<NewEvent> events =
        report.outcomes().stream().map(outcome -> event(right, outcome, report)).toList();
    if (!events.isEmpty()) {
      database.write(tx -> tx.events().append(right.task(), events, EventCap.standard()));
    }
  }

  private NewEvent event(GitRight right, Outcome outcome, PushReport report) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("ref", outcome.ref());
    outcome.oldOid().ifPresent(oid -> metadata.put("old", oid));
    metadata.put("new", outcome.newOid());
    metadata.put("commits", outcome.commits());
    metadata.put("bytes", report.packBytes());
    outcome
        .refusal()
        .ifPresent(
            refusal -> {
              metadata.put("code", refusal.code().name());
              metadata.put("reason", refusal.reason());
            });
    boolean checkpoint = right.checkpointRef().filter(outcome.ref()::equals).isPresent();
    EventType type =
        outcome.refusal().isPresent()
            ? EventType.PUSH_REFUSED
            : checkpoint ? EventType.CHECKPOINT_SAVED : EventType.PUSH_ACCEPTED;
    return NewEvent.of(type, time.now(), metadata);
  }
}
