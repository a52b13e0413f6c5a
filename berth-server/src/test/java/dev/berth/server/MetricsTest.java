package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The figures are there, are right, and are those of the page about them. */
final class MetricsTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void countsWhatIsStoredAndServed() {
    Api admin = server.admin();
    String before = admin.get("/v1/metrics").text();
    assertThat(before)
        .contains(
            "berth_tasks{status=\"completed\"} 0.0",
            "berth_jobs{state=\"due\"}",
            "berth_sessions{state=\"ready\"} 0.0",
            "berth_model_usd{state=\"spent\"} 0.0",
            "berth_sse_clients 0.0",
            "jvm_memory_used_bytes",
            "process_uptime_seconds");
    admin.get("/v1/tasks");
    admin.get("/v1/nothing");
    String after = admin.get("/v1/metrics").text();
    assertThat(after)
        .contains(
            "berth_http_requests_seconds_count{method=\"GET\",route=\"/v1/tasks\",status=\"200\"}"
                + " ",
            "berth_http_requests_seconds_count{method=\"any\",route=\"none\",status=\"404\"} ",
            "berth_database_writes_seconds_count");
  }

  @Test
  void thePageHasEveryNameAndNoOther() throws IOException {
    server.admin().get("/v1/tasks");
    Path root = Path.of(System.getProperty("berth.root", ".."));
    String page = Files.readString(root.resolve("docs/operations/metrics.md"));
    Set<String> documented =
        Pattern.compile("`(berth_[a-z_]+)`")
            .matcher(page)
            .results()
            .map(MatchResult::group)
            .map(name -> name.replace("`", ""))
            .collect(Collectors.toSet());
    Set<String> served =
        server
            .admin()
            .get("/v1/metrics")
            .text()
            .lines()
            .filter(line -> line.startsWith("# TYPE berth_"))
            .map(line -> line.split(" ")[2].replaceFirst("_max$", ""))
            .collect(Collectors.toSet());
    assertThat(documented).containsAll(served);
    // Those without rows are not shown while there is nothing to show.
    documented.removeAll(served);
    assertThat(documented)
        .isSubsetOf(List.of("berth_jobs_unknown", "berth_breakers", "berth_leases"));
  }
}
