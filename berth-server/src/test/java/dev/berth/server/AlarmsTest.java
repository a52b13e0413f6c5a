package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The alarms that users get fire, keep silent, and are about metrics that exist. */
final class AlarmsTest {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("berth.root", "..")).resolve("docs/operations/alarms");
  private static final String RULES = "berth.rules.yaml";
  private static final String CASES = "berth.rules.test.yaml";

  @TempDir Path temp;

  @Test
  void everyAlarmFiresAndKeepsSilentWherePrometheusEvaluatesIt() throws Exception {
    assumeTrue(hasPromtool(), "no promtool on this machine; .ci/setup installs it");
    Files.copy(DIRECTORY.resolve(RULES), temp.resolve(RULES));
    Files.copy(DIRECTORY.resolve(CASES), temp.resolve(CASES));
    Ended good = promtool(temp, "test", "rules", CASES);
    assertThat(good.code()).describedAs(good.output()).isZero();
    String rules = Files.readString(temp.resolve(RULES));
    Files.writeString(temp.resolve(RULES), rules.replace("> 300", "> 30000"));
    assertThat(promtool(temp, "test", "rules", CASES).code()).isNotZero();
  }

  @Test
  void everyAlarmHasACaseOfBothKindsAndSaysWhatHelps() {
    JsonNode rules = yaml(RULES).path("groups").path(0).path("rules");
    assertThat(rules.size()).isGreaterThan(10);
    Set<String> firing = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    for (JsonNode test : yaml(CASES).path("tests")) {
      for (JsonNode row : test.path("alert_rule_test")) {
        boolean isFiring = !row.path("exp_alerts").isEmpty();
        (isFiring ? firing : silent).add(row.path("alertname").asString());
      }
    }
    Set<String> alarms = new TreeSet<>();
    for (JsonNode rule : rules) {
      alarms.add(rule.path("alert").asString());
      assertThat(rule.path("annotations").path("remedy").asString("")).isNotBlank();
      assertThat(rule.path("labels").path("severity").asString(""))
          .isIn("critical", "warning", "info");
    }
    assertThat(firing).isEqualTo(alarms);
    assertThat(silent).isEqualTo(alarms);
  }

  @Test
  void everyMetricThatARuleReadsIsServed() throws IOException {
    Set<String> read = new TreeSet<>();
    for (JsonNode rule : yaml(RULES).path("groups").path(0).path("rules")) {
      Pattern.compile("berth_[a-z_]+")
          .matcher(rule.path("expr").asString())
          .results()
          .forEach(found -> read.add(found.group()));
    }
    // Those without rows are not shown while there is nothing to show: the page has them all.
    String page = Files.readString(DIRECTORY.resolveSibling("metrics.md"));
    try (TestServer server = TestServer.start(Map.of())) {
      Set<String> served =
          server
              .admin()
              .get("/v1/metrics")
              .text()
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split("[{ ]", 2)[0])
              .collect(Collectors.toSet());
      assertThat(read)
          .isNotEmpty()
          .allMatch(name -> served.contains(name) || page.contains("`" + name + "`"));
    }
  }

  private static JsonNode yaml(String file) {
    return new YAMLMapper().readTree(DIRECTORY.resolve(file).toFile());
  }

  private static boolean hasPromtool() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
  }

  private record Ended(int code, String output) {}

  private static Ended promtool(Path directory, String... arguments)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
