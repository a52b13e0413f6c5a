package dev.berth.bench.agent;

import dev.berth.bench.measure.Readiness;
import dev.berth.bench.measure.Scratch;
import dev.berth.bench.measure.Series;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts agents as processes, plain and with a start-up cache, beside the bare server. */
final class AgentStarts {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(1);

  private final int samples;
  private final PrintStream out;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private String classPath = "";

  AgentStarts(int samples, PrintStream out) {
    this.samples = samples;
    this.out = out;
  }

  void run() throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.create()) {
      Path directory = scratch.directory("agent");
      classPath = JarredClassPath.in(directory);
      Path cache = directory.resolve("agent.aot");
      started(List.of("-XX:AOTCacheOutput=" + cache), EchoAgent.class);
      if (!Files.isRegularFile(cache)) {
        throw new IOException("the agent got no start-up cache");
      }
      List<String> cached = List.of("-XX:AOTCache=" + cache);
      Series hello = new Series("JVM that says hello, to its end");
      Series bare = new Series("bare server, start to first ping");
      Series plain = new Series("agent, start to first healthy ping");
      Series quick = new Series("agent with a start-up cache");
      for (int i = 0; i <= samples; i++) {
        long word = said();
        long first = started(List.of(), BareServer.class);
        long second = started(List.of(), EchoAgent.class);
        long third = started(cached, EchoAgent.class);
        if (i > 0) { // The first ones read the files from the disk.
          hello.add(word);
          bare.add(first);
          plain.add(second);
          quick.add(third);
        }
      }
      out.println(hello.line());
      out.println(bare.line());
      out.println(plain.line());
      out.println(quick.line());
      out.println(plain.against(hello));
      out.println(quick.against(hello));
      out.println(plain.against(bare));
      out.println(quick.against(bare));
    } finally {
      client.shutdownNow();
    }
  }

  private Process process(List<String> flags, Class<?> program, String argument)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath));
    command.addAll(List.of(program.getName(), argument));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private long said() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    process(List.of(), Hello.class, "").waitFor();
    return System.nanoTime() - begin;
  }

  private long started(List<String> flags, Class<?> program)
      throws IOException, InterruptedException {
    int port = Readiness.freePort();
    long begin = System.nanoTime();
    Process process = process(flags, program, Integer.toString(port));
    try {
      URI ping = URI.create("http://127.0.0.1:" + port + "/ping");
      new Readiness(
              HttpRequest.newBuilder(ping).timeout(PATIENCE).build(),
              answer -> answer.body().contains("\"Healthy\""),
              POLL,
              PATIENCE)
          .await(process, client, begin);
      return System.nanoTime() - begin;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }
}
