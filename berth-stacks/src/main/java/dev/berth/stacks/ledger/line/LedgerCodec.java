package dev.berth.stacks.ledger.line;

import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.ledger.LedgerEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events as JSON. An event that this version does not understand is none: forgetting only ever
 * lengthens a wait. Fields that are not known are ignored.
 */
final class LedgerCodec {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private LedgerCodec() {}

  static ObjectNode write(LedgerEvent event) {
    ObjectNode node = MAPPER.createObjectNode().put("at", event.at().toString());
    switch (event) {
      case LedgerEvent.Seen(_, ItemId id, String name, String status) ->
          node.put("event", "seen")
              .put("id", id.toString())
              .put("name", name)
              .put("status", status);
      case LedgerEvent.InterfaceSeen seen -> face(node, seen);
      case LedgerEvent.Belonged(_, ItemId id, ItemId stack, String logicalId) ->
          node.put("event", "belonged")
              .put("id", id.toString())
              .put("stack", stack.toString())
              .put("logicalId", logicalId);
      case LedgerEvent.Owned(_, ItemId stack, String name, String proof) ->
          node.put("event", "owned")
              .put("stack", stack.toString())
              .put("name", name)
              .put("proof", proof);
      case LedgerEvent.Gone(_, ItemId id, String evidence) ->
          node.put("event", "gone").put("id", id.toString()).put("evidence", evidence);
      case LedgerEvent.Approved(_, String run, String hash, Set<ItemId> deletes) ->
          ids(node.put("event", "approved").put("run", run).put("hash", hash), "deletes", deletes);
      case LedgerEvent.Intended(_, String run, ItemId id, String action) ->
          node.put("event", "intended")
              .put("run", run)
              .put("id", id.toString())
              .put("action", action);
      case LedgerEvent.Answered(_, String run, ItemId id, String action, String answer) ->
          node.put("event", "answered")
              .put("run", run)
              .put("id", id.toString())
              .put("action", action)
              .put("answer", answer);
      case LedgerEvent.RunEnded(_, String run, int exitCode) ->
          node.put("event", "run-ended").put("run", run).put("exitCode", exitCode);
      case LedgerEvent.AlertOpened(_, String key) ->
          node.put("event", "alert-opened").put("key", key);
      case LedgerEvent.AlertResolved(_, String key) ->
          node.put("event", "alert-resolved").put("key", key);
    }
    return node;
  }

  private static void face(ObjectNode node, LedgerEvent.InterfaceSeen seen) {
    node.put("event", "interface-seen").put("id", seen.id().toString());
    seen.family().ifPresent(family -> node.put("family", family));
    ids(node, "owners", seen.owners());
    node.put("ownersKnown", seen.ownersKnown());
    seen.attachedAt().ifPresent(at -> node.put("attachedAt", at.toString()));
  }

  private static void ids(ObjectNode node, String field, Set<ItemId> ids) {
    ArrayNode array = node.putArray(field);
    ids.stream().sorted().forEach(id -> array.add(id.toString()));
  }

  /** The event; none if anything about it cannot be understood. */
  static Optional<LedgerEvent> read(JsonNode node) {
    try {
      return Optional.ofNullable(
          switch (text(node, "event")) {
            case "seen" ->
                new LedgerEvent.Seen(
                    at(node, "at"), id(node, "id"), text(node, "name"), text(node, "status"));
            case "interface-seen" -> face(node);
            case "belonged" ->
                new LedgerEvent.Belonged(
                    at(node, "at"), id(node, "id"), id(node, "stack"), text(node, "logicalId"));
            case "owned" ->
                new LedgerEvent.Owned(
                    at(node, "at"), id(node, "stack"), text(node, "name"), text(node, "proof"));
            case "gone" ->
                new LedgerEvent.Gone(at(node, "at"), id(node, "id"), text(node, "evidence"));
            case "approved" ->
                new LedgerEvent.Approved(
                    at(node, "at"), text(node, "run"), text(node, "hash"), ids(node, "deletes"));
            case "intended" ->
                new LedgerEvent.Intended(
                    at(node, "at"), text(node, "run"), id(node, "id"), text(node, "action"));
            case "answered" ->
                new LedgerEvent.Answered(
                    at(node, "at"),
                    text(node, "run"),
                    id(node, "id"),
                    text(node, "action"),
                    text(node, "answer"));
            case "run-ended" ->
                new LedgerEvent.RunEnded(
                    at(node, "at"), text(node, "run"), node.path("exitCode").intValue());
            case "alert-opened" -> new LedgerEvent.AlertOpened(at(node, "at"), text(node, "key"));
            case "alert-resolved" ->
                new LedgerEvent.AlertResolved(at(node, "at"), text(node, "key"));
            default -> null;
          });
    } catch (Unreadable | DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static LedgerEvent face(JsonNode node) {
    return new LedgerEvent.InterfaceSeen(
        at(node, "at"),
        id(node, "id"),
        node.path("family").isString()
            ? Optional.of(node.path("family").stringValue())
            : Optional.empty(),
        ids(node, "owners"),
        node.path("ownersKnown").isBoolean() && node.path("ownersKnown").booleanValue(),
        node.has("attachedAt") ? Optional.of(at(node, "attachedAt")) : Optional.empty());
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isString()) {
      throw new Unreadable(field);
    }
    return value.stringValue();
  }

  private static Instant at(JsonNode node, String field) {
    return Instant.parse(text(node, field));
  }

  private static ItemId id(JsonNode node, String field) {
    return id(text(node, field));
  }

  private static ItemId id(String text) {
    int colon = text.indexOf(':');
    ItemType type =
        ItemType.ofWire(text.substring(0, Math.max(0, colon)))
            .orElseThrow(() -> new Unreadable(text));
    return new ItemId(type, text.substring(colon + 1));
  }

  private static Set<ItemId> ids(JsonNode node, String field) {
    Set<ItemId> ids = new HashSet<>();
    for (JsonNode one : node.path(field)) {
      ids.add(id(one.asString("")));
    }
    return ids;
  }

  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String what) {
      super(what, null, false, false);
    }
  }
}
