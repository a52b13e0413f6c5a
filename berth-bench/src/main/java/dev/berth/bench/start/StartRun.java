package dev.berth.bench.start;

import dev.berth.api.http.Routes;
import dev.berth.bench.measure.Heading;
import dev.berth.bench.measure.Scratch;
import dev.berth.bench.measure.Series;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long the package takes to start: {@code StartRun COMMIT HOME PART N}. The server until it is
 * ready, with what it keeps in memory; {@code --help} and {@code list} beside a picocli program
 * that does nothing.
 */
public final class StartRun {
  private static final int WARM_UP = 2;
  private static final double MIB = 1 << 20;

  private final Path home;
  private final int samples;
  private final PrintStream out;
  private final HttpClient client = HttpClient.newHttpClient();

  private StartRun(Path home, int samples, PrintStream out) {
    this.home = home;
    this.samples = samples;
    this.out = out;
  }

  /** What is started; each by itself takes less than three minutes for 15 samples. */
  enum Part {
    /** The server on a new data directory, whose database it makes. */
    SERVER_NEW("server, new data directory"),
    /** The server on data that are there, as after a reboot. */
    SERVER_AGAIN("server, its data are there"),
    COMMANDS("commands");

    private final String words;

    Part(String words) {
      this.words = words;
    }
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.println(Heading.of(arguments[0]));
    Part part = Part.valueOf(arguments[2].replace('-', '_').toUpperCase(Locale.ROOT));
    run(Path.of(arguments[1]), part, Integer.parseInt(arguments[3]), System.out);
  }

  /** Makes the run of one part, and prints it. */
  static void run(Path home, Part part, int samples, PrintStream out)
      throws IOException, InterruptedException {
    StartRun run = new StartRun(home.toRealPath(), samples, out);
    try (Scratch scratch = Scratch.create()) {
      switch (part) {
        case SERVER_NEW, SERVER_AGAIN -> run.server(scratch, part);
        case COMMANDS -> run.commands(scratch);
      }
    } finally {
      run.client.close();
    }
  }

  /** The first start is for the caches of the machine, and does not count. */
  private void server(Scratch scratch, Part part) throws IOException, InterruptedException {
    Series series = new Series(part.words);
    List<Long> resident = new ArrayList<>();
    for (int i = 0; i < samples + 1; i++) {
      String data = part == Part.SERVER_NEW ? "data-" + i : "data";
      long ready = started(scratch.directory(data), resident);
      if (i > 0) {
        series.add(ready);
      }
    }
    out.println(series.line());
    long most = resident.stream().mapToLong(Long::longValue).max().orElseThrow();
    out.println(
        String.format(
            Locale.ROOT,
            "resident when ready: at most %.0f MiB of %d starts",
            most / MIB,
            resident.size()));
  }

  private long started(Path data, List<Long> resident) throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(home, data, client)) {
      resident.add(server.residentBytes());
      return server.readyNanos();
    }
  }

  private void commands(Scratch scratch) throws IOException, InterruptedException {
    EmptyProgram empty = EmptyProgram.make(home, scratch.directory("empty"));
    Series nothing = new Series("picocli program, empty command");
    Series direct = new Series("--help without the launcher script");
    Series help = new Series("berth --help");
    Series list = new Series("berth list");
    Series trip = new Series("GET /v1/tasks on an open connection");
    try (ServerProcess server =
        ServerProcess.start(home, scratch.directory("data-commands"), client)) {
      String launcher = home.resolve("bin/berth").toString();
      String token = server.token();
      TimedCommand listing =
          TimedCommand.of(List.of(launcher, "list", "--server", server.address().toString()))
              .with("BERTH_TOKEN", token);
      // In turns, so that what else the machine does hits all alike.
      for (int i = 0; i < samples + WARM_UP; i++) {
        boolean counts = i >= WARM_UP;
        take(nothing, counts, empty.help().nanos());
        take(direct, counts, EmptyProgram.helpOf(home).nanos());
        take(help, counts, TimedCommand.of(List.of(launcher, "--help")).nanos());
        take(list, counts, listing.nanos());
        take(trip, counts, roundTrip(server.address().resolve(Routes.TASKS), token));
      }
    }
    for (Series series : List.of(nothing, direct, help, list, trip)) {
      out.println(series.line());
    }
    out.println(direct.against(nothing));
    out.println(help.against(nothing));
    out.println(list.against(nothing));
  }

  private static void take(Series series, boolean counts, long nanos) {
    if (counts) {
      series.add(nanos);
    }
  }

  private long roundTrip(URI tasks, String token) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(tasks).header("Authorization", "Bearer " + token).build();
    long begin = System.nanoTime();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    long nanos = System.nanoTime() - begin;
    if (status != 200) {
      throw new IOException(tasks + " answers " + status);
    }
    return nanos;
  }
}
