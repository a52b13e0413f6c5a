package dev.berth.gateway.protocol;

import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.gateway.json.JsonFields;
import dev.berth.gateway.json.JsonValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a batch of an agent's events: types an agent may write, ids unique in the session. */
final class EventsReader {
  private static final int MAX_EVENTS = 100;

  private EventsReader() {}

  static List<NewEvent> read(JsonFields body) {
    List<NewEvent> events = new ArrayList<>();
    for (JsonFields event : body.list("events", MAX_EVENTS)) {
      String id = event.text("id", 64);
      String type = event.text("type", 64);
      Instant at = event.instant("at");
      Map<String, Object> metadata =
          event.optionalObject("metadata").map(JsonValues::map).orElseGet(Map::of);
      Optional<EventType> known = EventType.fromWire(type).filter(EventType::isAgents);
      if (known.isEmpty() && !type.isEmpty()) {
        event.problem("type", "INVALID", "is not a type that an agent may write");
      }
      event.refuseOthers();
      known.ifPresent(t -> events.add(new NewEvent(t, at, metadata, Optional.of(id))));
    }
    body.done();
    return events;
  }
}
