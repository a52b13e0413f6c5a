package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The OpenAPI document of a server, against which answers are held: the subset of JSON schema that
 * the document uses. Stricter than the document: what an answer has beyond its schema is a mistake,
 * too.
 */
final class Documented {
  private static final Map<URI, Documented> KNOWN = new ConcurrentHashMap<>();

  private final JsonNode document;

  private Documented(JsonNode document) {
    this.document = document;
  }

  static Documented of(URI server) {
    return KNOWN.computeIfAbsent(
        server,
        s -> {
          try (var in = s.resolve("/v1/openapi.json").toURL().openStream()) {
            return new Documented(new JsonMapper().readTree(in.readAllBytes()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  JsonNode document() {
    return document;
  }

  /** Holds an answer against the document. */
  void check(String method, String path, Api.Answer answer) {
    Optional<JsonNode> operation = operation(method, path);
    JsonNode responses = operation.map(o -> o.path("responses")).orElseGet(this::errorOnly);
    JsonNode response =
        follow(
            responses.has(String.valueOf(answer.status()))
                ? responses.path(String.valueOf(answer.status()))
                : responses.path("default"));
    assertThat(answer.status() < 400 && !responses.has(String.valueOf(answer.status())))
        .as("%s %s answers %s, which is not documented", method, path, answer.status())
        .isFalse();
    String type = answer.header("Content-Type").replaceFirst(";.*", "");
    assertThat(response.path("content").propertyNames())
        .as("media types of %s %s", method, path)
        .contains(type);
    JsonNode schema = response.path("content").path(type).path("schema");
    if (type.equals("application/json") && !schema.isMissingNode()) {
      List<String> problems = new ArrayList<>();
      validate(schema, answer.json(), "$", problems);
      assertThat(problems).as("%s %s: %s", method, path, answer.text()).isEmpty();
    }
  }

  private JsonNode errorOnly() {
    return new JsonMapper().readTree("{\"default\":{\"$ref\":\"#/components/responses/Error\"}}");
  }

  private Optional<JsonNode> operation(String method, String target) {
    String path = target.replaceFirst("\\?.*", "");
    return document
        .path("paths")
        .propertyStream()
        .filter(entry -> matches(entry.getKey(), path))
        .map(entry -> entry.getValue().path(method.toLowerCase(Locale.ROOT)))
        .filter(node -> !node.isMissingNode())
        .findFirst();
  }

  private static boolean matches(String template, String path) {
    String[] parts = template.split("\\{[a-z]+}", -1);
    StringBuilder regex = new StringBuilder(Pattern.quote(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      regex.append("[^/]+").append(Pattern.quote(parts[i]));
    }
    return path.matches(regex.toString());
  }

  private JsonNode follow(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
  }

  private void validate(JsonNode named, JsonNode value, String at, List<String> problems) {
    JsonNode schema = follow(named);
    if (schema.has("anyOf")) {
      boolean any =
          schema
              .path("anyOf")
              .valueStream()
              .anyMatch(
                  option -> {
                    List<String> here = new ArrayList<>();
                    validate(option, value, at, here);
                    return here.isEmpty();
                  });
      if (!any) {
        problems.add(at + " fits no option");
      }
      return;
    }
    if (schema.has("type") && !hasType(schema.path("type"), value)) {
      problems.add(at + " is " + value.getNodeType() + ", not " + schema.path("type"));
      return;
    }
    if (value.isObject()) {
      object(schema, value, at, problems);
    }
    if (value.isArray()) {
      int i = 0;
      for (JsonNode item : value) {
        validate(schema.path("items"), item, at + "[" + i++ + "]", problems);
      }
    }
    if (value.isString() && schema.path("format").asString("").equals("date-time")) {
      assertThat(Instant.parse(value.asString())).isNotNull();
      assertThat(value.asString()).endsWith("Z");
    }
  }

  private void object(JsonNode schema, JsonNode value, String at, List<String> problems) {
    schema
        .path("required")
        .valueStream()
        .filter(name -> !value.has(name.asString()))
        .forEach(name -> problems.add(at + " lacks " + name.asString()));
    JsonNode properties = schema.path("properties");
    value
        .properties()
        .forEach(
            entry -> {
              String name = entry.getKey();
              if (properties.has(name)) {
                validate(properties.path(name), entry.getValue(), at + "." + name, problems);
              } else if (schema.has("properties")) {
                problems.add(at + "." + name + " is not documented");
              }
            });
  }

  private static boolean hasType(JsonNode type, JsonNode value) {
    return type.isArray()
        ? type.valueStream().anyMatch(one -> hasType(one, value))
        : switch (type.asString()) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isString();
          case "boolean" -> value.isBoolean();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          case "null" -> value.isNull();
          default -> false;
        };
  }
}
