package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent in a process with little memory whose insides are looked at from outside. */
final class SmallProcessTest {
  private static final long LIMIT = 100_000_000;

  @TempDir private Path directory;

  /** An agent that counts bytes, or makes as many as it is asked for. */
  static final class Main {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      AgentApp.builder()
          .host("127.0.0.1")
          .port(Integer.parseInt(arguments[0]))
          .rawHandler(Main::answer)
          .build()
          .run();
    }

    private static Answer answer(InputStream body) throws IOException {
      byte[] part = new byte[1 << 20];
      long count = 0;
      for (int read = body.read(part); read >= 0; read = body.read(part)) {
        count += read;
      }
      return count == 1
          ? Answer.bytes("application/octet-stream", new byte[20_000_000])
          : Answer.json(count);
    }
  }

  @Test
  void nothingIsBoundBeforeTheFirstInvocationAndLargeBodiesAreStreamed() throws Exception {
    Path loaded = directory.resolve("classes");
    List<String> flags =
        List.of("-Xmx48m", "-XX:MaxDirectMemorySize=8m", "-Xlog:class+load:file=" + loaded);
    try (AgentJvm agent = AgentJvm.start(Main.class, flags)) {
      // A process restored from an image goes on with whatever it had drawn or connected to.
      assertThat(classes(loaded))
          .contains("dev.berth.runtime.HttpListener")
          .doesNotContain("java.util.UUID", "java.security.SecureRandom", "java.util.Random")
          .noneMatch(name -> name.startsWith("java.net.http."))
          .as("the JSON library is not what a first ping waits for")
          .noneMatch(name -> name.startsWith("tools.jackson.databind."));
      await()
          .pollInterval(Duration.ofMillis(10))
          .untilAsserted(() -> assertThat(sockets(agent)).containsExactly("listening"));
      largeBodies(agent);
      assertThat(classes(loaded)).as("ids are made now").contains("java.util.UUID");
    }
  }

  /**
   * Names of the classes that were loaded so far, from lines as {@code [0.1s] NAME source: ...}.
   */
  private static Set<String> classes(Path loaded) throws IOException {
    return Files.readAllLines(loaded).stream()
        .map(line -> line.split(" ", -1))
        .filter(words -> words.length > 1)
        .map(words -> words[1])
        .collect(Collectors.toSet());
  }

  private static void largeBodies(AgentJvm agent) throws IOException {
    try (RawClient client = new RawClient(agent.port())) {
      client.say("POST /invocations HTTP/1.1\r\nContent-Length: " + LIMIT + "\r\n\r\n");
      byte[] part = new byte[1_000_000];
      for (long sent = 0; sent < LIMIT; sent += part.length) {
        client.say(part);
      }
      assertThat(client.reply().body()).isEqualTo("" + LIMIT);
      client.say("POST /invocations HTTP/1.1\r\nContent-Length: 1\r\n\r\n1");
      assertThat(client.reply().body()).hasSize(20_000_000);
      client.say("POST /invocations HTTP/1.1\r\nContent-Length: " + (LIMIT + 1) + "\r\n\r\n");
      RawClient.Reply refused = client.reply();
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.body())
          .isEqualTo("{\"error\":\"Payload too large\",\"details\":\"at most 100000000 bytes\"}");
    }
  }

  /** The network sockets of the process: {@code listening} or the state's code. */
  private static List<String> sockets(AgentJvm agent) throws IOException {
    Path proc = Path.of("/proc", Long.toString(agent.process().pid()));
    assumeThat(proc).as("the kernel's view of a process").isDirectory();
    String table =
        Files.readString(proc.resolve("net/tcp"), StandardCharsets.US_ASCII)
            + Files.readString(proc.resolve("net/tcp6"), StandardCharsets.US_ASCII);
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      return open.map(SmallProcessTest::target)
          .filter(target -> target.startsWith("socket:["))
          .map(target -> target.substring("socket:[".length(), target.length() - 1))
          .flatMap(inode -> table.lines().filter(line -> line.contains(" " + inode + " ")))
          .map(line -> line.strip().split(" +", -1)[3])
          .map(state -> state.equals("0A") ? "listening" : state)
          .toList();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }
}
