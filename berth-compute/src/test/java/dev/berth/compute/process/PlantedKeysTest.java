package dev.berth.compute.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.compute.host.HostProcesses;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that runs in a process of its own, with keys in its environment, configuration, home and
 * arguments: an agent finds none of them, and a session whose server was killed ends by itself.
 */
final class PlantedKeysTest {
  private static final Path BUBBLEWRAP = Path.of("/usr/bin/bwrap");
  private static final Path PERL = Path.of("/usr/bin/perl");

  /** Split, so that neither this class nor the agent's script contains what is looked for. */
  private static final String KEY = "PLANTED" + "-KEY-";

  @TempDir private Path root;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void open() {
    assumeTrue(Files.isExecutable(BUBBLEWRAP), "bubblewrap is not installed");
    assumeTrue(Files.isExecutable(PERL), "perl is not installed");
  }

  @AfterEach
  void close() {
    started.forEach(Process::destroyForcibly);
  }

  private Process server(String script, String plan, Duration orphanAfter, Duration life)
      throws IOException {
    Path data = Files.createDirectories(root.resolve("data"));
    Path home = Files.createDirectories(root.resolve("home/.config"));
    Files.writeString(data.resolve("berth.yaml"), "key: " + KEY + "configuration\n");
    Files.writeString(home.resolve("credentials"), KEY + "home\n");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-Dkey=" + KEY + "property",
            "-cp",
            System.getProperty("java.class.path"),
            PlantedServer.class.getName(),
            data.toString(),
            Files.writeString(root.resolve("script"), script).toString(),
            Files.writeString(root.resolve("plan"), plan).toString(),
            root.resolve("heard").toString(),
            Long.toString(orphanAfter.toMillis()),
            Long.toString(life.toMillis()),
            KEY + "argument");
    builder.environment().put("HOME", root.resolve("home").toString());
    builder.environment().put("ANTHROPIC_API_KEY", KEY + "environment");
    builder.redirectError(new File(root.toFile(), "server.log"));
    Process server = builder.start();
    started.add(server);
    return server;
  }

  private String log() throws IOException {
    return Files.readString(root.resolve("server.log"));
  }

  @Test
  void noKeyOfTheServerIsInAnythingTheAgentReadsOrSends() throws Exception {
    String search =
        new String(
            Objects.requireNonNull(PlantedKeysTest.class.getResourceAsStream("search.pl"))
                .readAllBytes(),
            StandardCharsets.UTF_8);
    String script = "echo " + KEY.replace("-", "''-") + "control > /workspace/control\n";
    Process server =
        server(
            script + "perl - 2>&1 <<'SEARCH'\n" + search + "\nSEARCH\necho searched\n",
            "agent.env.CONTROL=" + KEY + "control\n",
            Duration.ofMinutes(10),
            Duration.ofMinutes(5));
    assertThat(server.waitFor(100, TimeUnit.SECONDS)).as(log()).isTrue();
    String heard = Files.readString(root.resolve("heard"));
    assertThat(heard).as(log()).contains("searched");
    assertThat(heard)
        .as("the search finds what there is to find")
        .containsPattern("FOUND control in /workspace/control")
        .containsPattern("FOUND control in /proc/[0-9]+/environ");
    List<String> found =
        heard.lines().filter(l -> l.startsWith("FOUND") && !l.startsWith("FOUND control")).toList();
    assertThat(found).isEmpty();
    for (String place : List.of("environment", "configuration", "home", "argument", "property")) {
      assertThat(heard).as("what was sent").doesNotContain(KEY + place);
    }
    assertThat(counted(heard, "files")).as("files read").isGreaterThan(100);
    assertThat(counted(heard, "memory")).as("memory areas read").isGreaterThan(10);
    assertThat(counted(heard, "descriptors")).as("open files looked at").isGreaterThan(10);
  }

  private static int counted(String heard, String what) {
    String prefix = "looked at " + what + ": ";
    return heard
        .lines()
        .filter(l -> l.startsWith(prefix))
        .map(l -> Integer.parseInt(l.substring(prefix.length())))
        .findFirst()
        .orElse(0);
  }

  @Test
  void aSessionWhoseServerWasKilledWorksOnAndStopsByItselfAtItsHardEnd() throws Exception {
    Process server =
        server(
            "while :; do date +%s%N > /workspace/alive; sleep 0.05; done",
            "", Duration.ofMillis(500), Duration.ofSeconds(6));
    String[] words;
    try (BufferedReader out = server.inputReader()) {
      words = String.valueOf(out.readLine()).split(" ");
      assertThat(words).as(log()).hasSize(3);
      server.destroyForcibly().waitFor();
    }
    ProcessHandle holder = ProcessHandle.of(Long.parseLong(words[1])).orElseThrow();
    Path alive = tree().resolve("alive");
    await().until(() -> Files.exists(alive));
    String seen = Files.readString(alive);
    await().until(() -> !Files.readString(alive).equals(seen));
    assertThat(holder.isAlive()).as("it outlives its server").isTrue();
    await().atMost(Duration.ofSeconds(15)).until(() -> !holder.isAlive());
    assertThat(root.resolve("data/sessions").resolve(words[2]).resolve("exit.properties"))
        .content()
        .contains("reason=hard_end");
    assertThat(new HostProcesses().all())
        .noneMatch(process -> process.arguments().contains("-Dberth.lease=" + words[2]));
    try (TestHost restarted = TestHost.sandboxed(root.resolve("data"))) {
      restarted.reclaimAll();
      assertThat(root.resolve("data/sessions")).isEmptyDirectory();
      assertThat(root.resolve("data/workspaces")).isEmptyDirectory();
    }
  }

  private Path tree() throws IOException {
    try (var all = Files.list(root.resolve("data/workspaces"))) {
      return all.findFirst().orElseThrow().resolve("tree");
    }
  }
}
