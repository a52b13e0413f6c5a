package dev.berth.server;

import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.server.config.BerthConfig;
import dev.berth.server.config.ConfigLoader;
import dev.berth.store.sqlite.SqliteDatabase;
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
import java.util.function.BiConsumer;

/**
 * A whole server on a data directory of its own, with a scripted model. Sandboxes are off: what
 * needs one is tested where there are some.
 */
public final class TestServer implements AutoCloseable {
  private final ScratchDirectory scratch;
  private final Path data;
  private final Map<String, String> flags;
  private BerthServer server;
  private String adminKey = "";

  private TestServer(ScratchDirectory scratch, Path data, Map<String, String> flags) {
    this.scratch = scratch;
    this.data = data;
    this.flags = flags;
    this.server = BerthServer.start(config(), installed());
    server.firstKey().ifPresent(key -> adminKey = key.reveal());
  }

  /** Starts one with these settings over the usual ones. */
  public static TestServer start(Map<String, String> settings) {
    return start(settings, (database, directory) -> {});
  }

  /** Starts one on a database that holds something already. */
  public static TestServer start(Map<String, String> settings, BiConsumer<Database, Path> history) {
    try {
      ScratchDirectory scratch = ScratchDirectory.create("berth-rest-");
      Path data = Files.createDirectories(scratch.path().resolve("data"));
      Time time = new SystemTime();
      SecureRandom random = new SecureRandom();
      try (Database database = SqliteDatabase.open(data, new Ulid(time, random), time, random)) {
        history.accept(database, data);
      }
      return new TestServer(scratch, data, usual(scratch.path(), settings));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> usual(Path scratch, Map<String, String> settings) {
    Map<String, String> flags = ServerFlags.withoutSandboxes(scratch);
    flags.put("models.default", "scripted-1");
    flags.putAll(settings);
    return flags;
  }

  private BerthConfig config() {
    return ConfigLoader.load(data, Optional.empty(), Map.of(), flags);
  }

  Installed installed() {
    return installed(scratch.path(), System.getenv());
  }

  /** An installation whose agent and init are empty: nothing here starts a session that works. */
  static Installed installed(Path scratch, Map<String, String> environment) {
    try {
      Path home = Files.createDirectories(scratch.resolve("home"));
      Files.createDirectories(home.resolve("agent"));
      Path jar = Files.createDirectories(home.resolve("init")).resolve("berth-init.jar");
      if (!Files.exists(jar)) {
        Files.createFile(jar);
      }
      return new Installed(
          home, Path.of(System.getProperty("java.home")), new HashMap<>(environment));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it and starts it again on the same data. */
  public void restart() {
    server.close();
    server = BerthServer.start(config(), installed());
  }

  public BerthServer server() {
    return server;
  }

  public Path data() {
    return data;
  }

  public Path scratch() {
    return scratch.path();
  }

  public Map<String, String> flags() {
    return flags;
  }

  /** A client with the first administrator's key. */
  public Api admin() {
    return new Api(server.address(), Optional.of(adminKey));
  }

  public Api nobody() {
    return new Api(server.address(), Optional.empty());
  }

  public Api with(String token) {
    return new Api(server.address(), Optional.of(token));
  }

  @Override
  public void close() {
    server.close();
    scratch.close();
  }
}
