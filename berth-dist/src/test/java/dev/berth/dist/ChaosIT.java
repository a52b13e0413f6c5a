package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.testkit.server.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code berth chaos} of the package, as a user runs it. {@code .ci/run} plays more, and the three
 * plants.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class ChaosIT {
  private static final Path HOME = Path.of("target", "berth").toAbsolutePath();

  @BeforeAll
  static void needsASandbox() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")), "bubblewrap is not installed");
  }

  /** What it printed on standard output, and its exit code. */
  private record Ran(int exit, String out) {
    JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }
  }

  private static Process start(Path out, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/berth").toString(), "chaos"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_"));
    builder.environment().put("BERTH_JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private static Ran run(String... arguments) throws IOException, InterruptedException {
    try (ScratchDirectory scratch = ScratchDirectory.create("berth-chaosit-")) {
      Path out = scratch.path().resolve("out");
      int exit = start(out, arguments).waitFor();
      return new Ran(exit, Files.readString(out));
    }
  }

  @Test
  void fewSessionsAreGivenBackWhateverHappens() throws Exception {
    Ran ran = run("--real", "4", "--simulated", "100", "--seed", "37", "--output", "json");
    assertThat(ran.exit()).as(ran.out()).isZero();
    JsonNode json = ran.json();
    assertThat(json.get("real").get("sessions").longValue()).isEqualTo(4);
    assertThat(json.get("real").get("things_created").longValue()).isPositive();
    assertThat(json.get("leftovers").longValue()).isZero();
    assertThat(json.get("passed").booleanValue()).isTrue();
  }

  /** As many as the books are to balance over. */
  @Tag("long")
  @Test
  @Timeout(value = 45, unit = TimeUnit.MINUTES)
  void manySessionsAreGivenBackWhateverHappens() throws Exception {
    Ran ran = run("--real", "300", "--simulated", "10000", "--seed", "1", "--output", "json");
    System.out.println(ran.out());
    assertThat(ran.exit()).as(ran.out()).isZero();
  }

  /** The census finds in real sessions what is planted in them. */
  @Tag("long")
  @ParameterizedTest
  @CsvSource({"skip-release, leftovers", "double-push, double_effects", "lost-job, stuck_tasks"})
  void findsWhatIsPlanted(String plant, String counter) throws Exception {
    Ran ran =
        run("--real", "12", "--simulated", "0", "--plant", plant, "--seed", "3", "-o", "json");
    assertThat(ran.exit()).as(ran.out()).isEqualTo(1);
    assertThat(ran.json().get("real").get(counter).longValue()).as(ran.out()).isPositive();
  }

  @Tag("long")
  @Test
  void sigtermTakesEverythingAway() throws Exception {
    Set<Path> before = labs();
    try (ScratchDirectory scratch = ScratchDirectory.create("berth-chaosit-")) {
      Process lab = start(scratch.path().resolve("out"), "--real", "50", "--simulated", "0");
      Set<Path> mine = new HashSet<>();
      Awaitility.await("sandboxes run")
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                mine.addAll(labs());
                mine.removeAll(before);
                return mine.stream().anyMatch(ChaosIT::hasSessions);
              });
      lab.destroy();
      assertThat(lab.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(lab.exitValue()).isNotZero();
      assertThat(mine).allSatisfy(path -> assertThat(path).doesNotExist());
      assertThat(mine)
          .allSatisfy(path -> assertThat(carrying(path.getFileName().toString())).isEmpty());
    }
  }

  private static boolean hasSessions(Path lab) {
    String[] sessions = lab.resolve("d/sessions").toFile().list();
    return sessions != null && sessions.length > 0;
  }

  private static Set<Path> labs() throws IOException {
    Set<Path> labs = new HashSet<>();
    try (var found = Files.newDirectoryStream(Path.of("/tmp"), "berth-chaos-[0-9]*")) {
      found.forEach(labs::add);
    }
    return labs;
  }

  private static List<String> carrying(String mark) {
    return ProcessHandle.allProcesses()
        .map(process -> process.pid() + " " + arguments(process.pid()))
        .filter(line -> line.contains(mark))
        .toList();
  }

  private static String arguments(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      // It has ended.
      return "";
    }
  }
}
