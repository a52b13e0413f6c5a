package dev.berth.server.http;

import dev.berth.api.envelope.Pagination;
import dev.berth.api.error.ErrorEnvelope;
import dev.berth.api.http.Routes;
import dev.berth.server.http.Operation.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The OpenAPI 3.1 document of the operations that a server has. */
public final class OpenApi {
  private static final Pattern PART = Pattern.compile("\\{([a-z]+)}");
  private static final String JSON = "application/json";

  private final Schemas schemas = new Schemas();

  private OpenApi() {}

  /**
   * The document, as JSON values.
   *
   * @param version of the server
   */
  static Map<String, Object> document(List<Operation> operations, String version) {
    return new OpenApi().build(operations, version);
  }

  private Map<String, Object> build(List<Operation> operations, String version) {
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    for (Operation operation : operations) {
      paths
          .computeIfAbsent(operation.path(), path -> new TreeMap<>())
          .put(operation.method().toLowerCase(Locale.ROOT), describe(operation));
    }
    Map<String, Object> error = schemas.answer(ErrorEnvelope.class);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "Berth", "version", version));
    document.put("paths", paths);
    document.put(
        "components",
        Map.of(
            "schemas",
            schemas.all(),
            "responses",
            Map.of(
                "Error",
                Map.of(
                    "description",
                    "What is wrong, and what to do about it",
                    "content",
                    Map.of(JSON, Map.of("schema", error)))),
            "securitySchemes",
            Map.of(
                "key", Map.of("type", "http", "scheme", "bearer"),
                "header", Map.of("type", "apiKey", "in", "header", "name", "X-API-Key"))));
    document.put("security", List.of(Map.of("key", List.of()), Map.of("header", List.of())));
    return document;
  }

  private Map<String, Object> describe(Operation operation) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("operationId", id(operation));
    described.put("summary", operation.summary());
    operation
        .needed()
        .ifPresentOrElse(
            role -> described.put("x-role", role.name().toLowerCase(Locale.ROOT)),
            () -> described.put("security", List.of()));
    described.put("parameters", parameters(operation));
    operation
        .request()
        .ifPresent(
            type ->
                described.put(
                    "requestBody",
                    Map.of(
                        "required",
                        !operation.bodyOptional(),
                        "content",
                        Map.of(JSON, Map.of("schema", schemas.request(type))))));
    described.put("responses", responses(operation));
    return described;
  }

  private static List<Map<String, Object>> parameters(Operation operation) {
    List<Map<String, Object>> parameters = new ArrayList<>();
    Matcher part = PART.matcher(operation.path());
    while (part.find()) {
      parameters.add(parameter(part.group(1), "path", true, "part of the path"));
    }
    for (Operation.Parameter parameter : operation.parameters()) {
      parameters.add(
          parameter(
              parameter.name(),
              parameter.where().name().toLowerCase(Locale.ROOT),
              false,
              parameter.meaning()));
    }
    return parameters;
  }

  private static Map<String, Object> parameter(
      String name, String in, boolean required, String meaning) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("name", name);
    parameter.put("in", in);
    parameter.put("required", required);
    parameter.put("description", meaning);
    parameter.put("schema", Map.of("type", "string"));
    return parameter;
  }

  private Map<String, Object> responses(Operation operation) {
    Map<String, Map<String, Object>> contents = new TreeMap<>();
    for (Reply reply : operation.replies()) {
      Map<String, Object> content =
          contents.computeIfAbsent(
              Integer.toString(reply.status()), status -> new LinkedHashMap<>());
      switch (reply) {
        case Reply.One one -> content.put(JSON, body(schemas.answer(one.type()), false));
        case Reply.Many many ->
            content.put(
                JSON,
                body(Map.of("type", "array", "items", schemas.answer(many.type())), many.paged()));
        case Reply.Bytes bytes -> content.put(bytes.mediaType(), Map.of());
        case Reply.Json json -> content.put(JSON, Map.of("schema", Map.of("type", "object")));
      }
    }
    Map<String, Object> responses = new TreeMap<>();
    contents.forEach(
        (status, content) ->
            responses.put(status, Map.of("description", "Done", "content", content)));
    responses.put("default", Map.of("$ref", "#/components/responses/Error"));
    return responses;
  }

  private Map<String, Object> body(Map<String, Object> data, boolean paged) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("data", data);
    if (paged) {
      properties.put("pagination", schemas.answer(Pagination.class));
    }
    return Map.of(
        "schema",
        Map.of(
            "type",
            "object",
            "properties",
            properties,
            "required",
            List.copyOf(properties.keySet())));
  }

  /** {@code getTasksIdEvents}: unique, since method and path are. */
  private static String id(Operation operation) {
    StringBuilder id = new StringBuilder(operation.method().toLowerCase(Locale.ROOT));
    for (String word : operation.path().substring("/v1".length()).split("[^A-Za-z]+")) {
      if (!word.isEmpty()) {
        id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return operation.path().equals(Routes.REPO_ONE_SEGMENT) ? id + "InOneSegment" : id.toString();
  }
}
