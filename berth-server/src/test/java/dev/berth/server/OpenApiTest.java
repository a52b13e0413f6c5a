package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.http.Routes;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document has every route, and no other; every reference in it leads somewhere. */
final class OpenApiTest {
  private static TestServer server;
  private static JsonNode document;

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of());
    document = server.nobody().get("/v1/openapi.json").json();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void hasEveryPathThatTheClientKnowsAndNoOther() throws IllegalAccessException {
    Set<String> known = new TreeSet<>();
    for (var field : Routes.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        known.add((String) field.get(null));
      }
    }
    assertThat(new TreeSet<>(document.path("paths").propertyNames())).isEqualTo(known);
  }

  /**
   * A method that the document does not have is refused, so there is none that it does not have.
   */
  @Test
  void hasEveryMethod() {
    Api admin = server.admin();
    document
        .path("paths")
        .properties()
        .forEach(
            path -> {
              String url = path.getKey().replaceAll("\\{[a-z]+}", "x");
              for (String method : List.of("GET", "POST", "PATCH", "DELETE", "PUT")) {
                boolean documented = path.getValue().has(method.toLowerCase(java.util.Locale.ROOT));
                Api.Answer answer = admin.send(method, url, java.util.Optional.empty());
                boolean served =
                    !answer.text().contains("METHOD_NOT_ALLOWED")
                        && !answer.text().contains("there is no such path");
                assertThat(served)
                    .as("%s %s: %s", method, url, answer.text())
                    .isEqualTo(documented);
              }
            });
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
    List<String> references = document.findValuesAsString("$ref");
    assertThat(references).isNotEmpty();
    references.forEach(
        reference ->
            assertThat(document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
  }

  @Test
  void requestsMayLeaveOutOnlyWhatMayBeNull() {
    JsonNode onboarding = document.at("/components/schemas/OnboardRepoRequest");
    assertThat(onboarding.path("required").valueStream().map(JsonNode::asString))
        .containsExactly("repo");
    assertThat(onboarding.path("additionalProperties").asBoolean(true)).isFalse();
    JsonNode detail = document.at("/components/schemas/TaskDetail");
    assertThat(detail.path("required")).hasSameSizeAs(detail.path("properties"));
    assertThat(Arrays.asList("string", "null"))
        .isEqualTo(
            detail.at("/properties/repo/type").valueStream().map(JsonNode::asString).toList());
  }

  @Test
  void everyOperationHasItsOwnId() {
    assertThat(document.path("paths").findValuesAsString("operationId")).doesNotHaveDuplicates();
  }
}
