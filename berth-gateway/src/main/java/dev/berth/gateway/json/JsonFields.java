package dev.berth.gateway.json;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes the fields of an object one by one, each with its type and limit, without any coercion. All
 * problems of a document are collected; {@link #done()} reports them together with the fields that
 * nobody took. A field with a problem yields a neutral value, so that reading goes on. Not
 * thread-safe.
 */
public final class JsonFields {
  private final ObjectNode object;
  private final String path;
  private final List<FieldProblem> problems;
  private final Set<String> taken = new HashSet<>();

  /** Reads a whole document. */
  public JsonFields(ObjectNode object) {
    this(object, "", new ArrayList<>());
  }

  private JsonFields(ObjectNode object, String path, List<FieldProblem> problems) {
    this.object = object;
    this.path = path;
    this.problems = problems;
  }

  /** A text of at most so many characters that is there. */
  public String text(String name, int max) {
    return optionalText(name, max).orElseGet(() -> missing(name, ""));
  }

  /** A text, unless it is absent or null. */
  public Optional<String> optionalText(String name, int max) {
    JsonNode node = take(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isString()) {
      return wrong(name, "must be a text");
    }
    String text = node.stringValue();
    if (text.length() > max) {
      return wrong(name, "must have at most " + max + " characters");
    }
    return Optional.of(text);
  }

  /** A whole number within bounds that is there. */
  public long number(String name, long min, long max) {
    return optionalNumber(name, min, max).orElseGet(() -> missing(name, min));
  }

  /** A whole number within bounds, unless it is absent or null. */
  public Optional<Long> optionalNumber(String name, long min, long max) {
    JsonNode node = take(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < min
        || node.longValue() > max) {
      return wrong(name, "must be a whole number from " + min + " to " + max);
    }
    return Optional.of(node.longValue());
  }

  /** A truth value, unless it is absent or null. */
  public Optional<Boolean> optionalFlag(String name) {
    JsonNode node = take(name);
    if (node == null) {
      return Optional.empty();
    }
    return node.isBoolean()
        ? Optional.of(node.booleanValue())
        : wrong(name, "must be true or false");
  }

  /** A moment in ISO 8601 with an offset that is there. */
  public Instant instant(String name) {
    String text = text(name, 40);
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      if (!text.isEmpty()) {
        problem(name, "INVALID", "must be a time such as 2026-11-01T10:00:00Z");
      }
      return Instant.EPOCH;
    }
  }

  /** An object as it stands, unless it is absent or null. */
  public Optional<ObjectNode> optionalObject(String name) {
    JsonNode node = take(name);
    if (node == null) {
      return Optional.empty();
    }
    return node instanceof ObjectNode found ? Optional.of(found) : wrong(name, "must be an object");
  }

  /** The fields of an object, unless it is absent or null; call {@link #refuseOthers()} on them. */
  public Optional<JsonFields> optionalFields(String name) {
    return optionalObject(name).map(node -> new JsonFields(node, at(name), problems));
  }

  /** The fields of each object of a list; an absent list is empty. */
  public List<JsonFields> list(String name, int max) {
    JsonNode node = take(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray() || node.size() > max) {
      problem(name, "INVALID", "must be a list of at most " + max + " objects");
      return List.of();
    }
    List<JsonFields> items = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      String item = name + "[" + i + "]";
      if (node.get(i) instanceof ObjectNode found) {
        items.add(new JsonFields(found, at(item), problems));
      } else {
        problem(item, "INVALID", "must be an object");
      }
    }
    return items;
  }

  /** Whatever is there, unless it is absent or null. */
  public Optional<JsonNode> any(String name) {
    return Optional.ofNullable(take(name));
  }

  /** Notes a problem of a field. */
  public void problem(String name, String code, String message) {
    problems.add(new FieldProblem(at(name), code, message));
  }

  /** Notes each field that was not taken. */
  public void refuseOthers() {
    for (String name : object.propertyNames()) {
      if (!taken.contains(name)) {
        problem(shown(name), "UNKNOWN_FIELD", "is not a field of this call");
      }
    }
  }

  /**
   * Ends the reading of a document.
   *
   * @throws BerthException {@code VALIDATION_ERROR} with all problems
   */
  public void done() {
    done(ErrorCode.VALIDATION_ERROR);
  }

  /** Like {@link #done()}, with another code. */
  public void done(ErrorCode code) {
    refuseOthers();
    if (!problems.isEmpty()) {
      FieldProblem first = problems.getFirst();
      throw new BerthException(
          code,
          first.field()
              + " "
              + first.message()
              + (problems.size() > 1 ? ", and " + (problems.size() - 1) + " more" : ""),
          problems,
          null);
    }
  }

  private @Nullable JsonNode take(String name) {
    taken.add(name);
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private <T> T missing(String name, T neutral) {
    boolean reported = problems.stream().anyMatch(p -> p.field().equals(at(name)));
    if (!reported) {
      problem(name, "REQUIRED", "is required");
    }
    return neutral;
  }

  private <T> Optional<T> wrong(String name, String message) {
    problem(name, "INVALID", message);
    return Optional.empty();
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String shown(String name) {
    String cut = name.length() > 60 ? name.substring(0, 60) + "..." : name;
    return cut.codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
