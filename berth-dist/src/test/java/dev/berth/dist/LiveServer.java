package dev.berth.dist;

import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.store.Database;
import dev.berth.server.BerthServer;
import dev.berth.server.Installed;
import dev.berth.server.config.ConfigLoader;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.past.PastTask;
import dev.berth.testkit.server.ScratchDirectory;
import dev.berth.testkit.server.ServerFlags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A real server with one ended task, and the real command line over all command sets. */
final class LiveServer implements AutoCloseable {
  private final ScratchDirectory scratch;
  private final BerthServer server;
  private final PastTask past;
  private final String key;

  private LiveServer(ScratchDirectory scratch, BerthServer server, PastTask past) {
    this.scratch = scratch;
    this.server = server;
    this.past = past;
    this.key = server.firstKey().orElseThrow().reveal();
  }

  static LiveServer start() {
    try {
      ScratchDirectory directory = ScratchDirectory.create("berth-cli-");
      Path scratch = directory.path();
      Path data = Files.createDirectories(scratch.resolve("data"));
      var time = new dev.berth.core.time.SystemTime();
      SecureRandom random = new SecureRandom();
      PastTask past;
      try (Database database = SqliteDatabase.open(data, new Ulid(time, random), time, random)) {
        past = PastTask.store(database, data, scratch, new UserId("carol"));
      }
      Files.createDirectories(scratch.resolve("home/agent"));
      Files.createFile(
          Files.createDirectories(scratch.resolve("home/init")).resolve("berth-init.jar"));
      BerthServer server =
          BerthServer.start(
              ConfigLoader.load(
                  data, Optional.empty(), Map.of(), ServerFlags.withoutSandboxes(scratch)),
              new Installed(
                  scratch.resolve("home"),
                  Path.of(System.getProperty("java.home")),
                  System.getenv()));
      return new LiveServer(directory, server, past);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PastTask past() {
    return past;
  }

  Path scratch() {
    return scratch.path();
  }

  /** Runs a command as an administrator. */
  CommandRun run(String... arguments) {
    return run(Map.of("BERTH_TOKEN", key), false, arguments);
  }

  /** Runs a command as if a person looked at a terminal, or as nobody in particular. */
  CommandRun run(Map<String, String> more, boolean terminal, String... arguments) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("BERTH_SERVER", server.address().toString());
    environment.put("BERTH_DATA_DIR", scratch.path().resolve("client").toString());
    return CommandRun.of(environment, terminal, scratch.path(), arguments);
  }

  String address() {
    return server.address().toString();
  }

  String key() {
    return key;
  }

  @Override
  public void close() {
    server.close();
    scratch.close();
  }
}
