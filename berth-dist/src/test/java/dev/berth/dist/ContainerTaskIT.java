package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.agent.demo.DemoSample;
import dev.berth.api.http.Routes;
import dev.berth.api.receipt.Receipt;
import dev.berth.api.receipt.ReceiptLine;
import dev.berth.api.task.TaskDetail;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo's task on a whole server whose sessions are containers. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class ContainerTaskIT {
  private static final CommandRunner HOST =
      new HostCommandRunner("/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");

  private Path scratch;

  @BeforeEach
  void prepare() throws IOException {
    Containers.require();
    // short, because sockets are below it
    scratch = Files.createTempDirectory("berth-it-").toRealPath();
  }

  @AfterEach
  void remove() throws IOException {
    try (Stream<Path> tree = Files.walk(scratch)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static void git(Path directory, String... arguments) {
    String[] argv = new String[arguments.length + 5];
    System.arraycopy(
        new String[] {"git", "-c", "user.name=Test", "-c", "user.email=test@berth.invalid"},
        0,
        argv,
        0,
        5);
    System.arraycopy(arguments, 0, argv, 5, arguments.length);
    assertThat(HOST.run(Command.of(argv).in(directory)).ok()).isTrue();
  }

  private Path sample() throws IOException {
    Path source = scratch.resolve("shop");
    DemoSample.writeTo(source, DemoSample.Bug.TAX);
    git(source, "init", "-q", "-b", "main");
    git(source, "add", "-A");
    git(source, "commit", "-q", "-m", "A small shop");
    return source;
  }

  private Map<String, String> flags() throws IOException {
    Path script = Files.writeString(scratch.resolve("transcript.yaml"), DemoSample.fixTranscript());
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put("server.port", "0");
    flags.put("backend", "docker");
    flags.put("models.providers.scripted.type", "scripted");
    flags.put("models.providers.scripted.models", "scripted-1");
    flags.put("models.providers.scripted.transcript", script.toString());
    return flags;
  }

  @Test
  void theDemosTaskCompletesInContainersAndLeavesNone() throws Exception {
    Path source = sample();
    try (Served served = Served.start(scratch, scratch.resolve("data"), flags())) {
      served.onboard("demo/shop", source, DemoSample.BUILD_COMMAND, null, null);
      String id = served.submit("demo/shop", "coding/new-task-v1", null);
      TaskDetail ended = served.ended(id);
      assertThat(ended.status()).as("%s", ended.errorMessage()).isEqualTo("COMPLETED");
      assertThat(ended.buildPassed()).isTrue();
      Receipt receipt = served.api().get(Routes.fill(Routes.RECEIPT, id), Receipt.class).value();
      List<ReceiptLine> containers =
          receipt.lines().stream().filter(line -> line.kind().equals("container")).toList();
      assertThat(containers).isNotEmpty();
      for (ReceiptLine line : containers) {
        assertThat(Containers.exists(line.leaseId())).as("by the engine's own listing").isFalse();
      }
    }
  }
}
