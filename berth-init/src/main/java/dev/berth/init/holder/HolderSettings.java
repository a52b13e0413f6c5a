package dev.berth.init.holder;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What a holder is told in {@code holder.properties}, a file that only the server's user can read
 * since it holds the session's token.
 *
 * @param command the sandbox program with its arguments ({@code command.0}, {@code command.1}, ...)
 * @param end a command that ends everything in the sandbox, and succeeds only when that has ended
 *     ({@code end.N}); empty where killing the sandbox program's child does that
 * @param cgroups directories whose {@code cgroup.procs} the sandbox joins ({@code cgroup.N})
 * @param socket where the holder listens ({@code socket})
 * @param hardEnd when the session ends whatever happens ({@code hard_end_ms})
 * @param orphanAfter for how long no server must have called before the holder enforces the hard
 *     end itself ({@code orphan_after_ms}, 10 min)
 * @param isolated false when the command runs on the bare host, so that the holder has to collect
 *     and kill every descendant itself ({@code isolated})
 * @param limits what the holder watches
 * @param boot what session init reads on its standard input ({@code boot.KEY})
 */
public record HolderSettings(
    List<String> command,
    List<String> end,
    List<Path> cgroups,
    Path socket,
    Instant hardEnd,
    Duration orphanAfter,
    boolean isolated,
    WatchedLimits limits,
    Properties boot) {
  public HolderSettings {
    command = List.copyOf(command);
    end = List.copyOf(end);
    cgroups = List.copyOf(cgroups);
  }

  /**
   * Limits that nothing in the kernel enforces here, and where the kernel tells of those it does.
   *
   * @param disk a directory that may not hold more than {@code diskBytes} ({@code disk.directory},
   *     {@code disk.bytes})
   * @param freeBytes below how much free space on that file system the session is stopped ({@code
   *     disk.free_bytes}, 0 for never)
   * @param memoryBytes limit of the memory watch, 0 where a cgroup does it ({@code memory.bytes})
   * @param memoryUsage a file with the cgroup's usage ({@code memory.usage})
   * @param memoryEvents a file that counts kills for lack of memory as {@code oom_kill N} ({@code
   *     memory.events})
   * @param interval between two looks ({@code watch_ms}, 1 s)
   */
  public record WatchedLimits(
      Optional<Path> disk,
      long diskBytes,
      long freeBytes,
      long memoryBytes,
      Optional<Path> memoryUsage,
      Optional<Path> memoryEvents,
      Duration interval) {}

  /**
   * Reads the file.
   *
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException when a value is missing or malformed
   */
  public static HolderSettings read(Path file) throws IOException {
    Properties all = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      all.load(in);
    }
    return new HolderSettings(
        numbered(all, "command."),
        numbered(all, "end."),
        numbered(all, "cgroup.").stream().map(Path::of).toList(),
        Path.of(need(all, "socket")),
        Instant.ofEpochMilli(Long.parseLong(need(all, "hard_end_ms"))),
        Duration.ofMillis(Long.parseLong(all.getProperty("orphan_after_ms", "600000"))),
        !all.getProperty("isolated", "true").equals("false"),
        limits(all),
        below(all, "boot."));
  }

  private static WatchedLimits limits(Properties all) {
    return new WatchedLimits(
        path(all, "disk.directory"),
        Long.parseLong(all.getProperty("disk.bytes", Long.toString(Long.MAX_VALUE))),
        Long.parseLong(all.getProperty("disk.free_bytes", "0")),
        Long.parseLong(all.getProperty("memory.bytes", "0")),
        path(all, "memory.usage"),
        path(all, "memory.events"),
        Duration.ofMillis(Long.parseLong(all.getProperty("watch_ms", "1000"))));
  }

  private static Optional<Path> path(Properties all, String key) {
    return Optional.ofNullable(all.getProperty(key)).map(Path::of);
  }

  private static String need(Properties all, String key) {
    String value = all.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("holder.properties lacks " + key);
    }
    return value;
  }

  private static List<String> numbered(Properties all, String prefix) {
    List<String> values = new ArrayList<>();
    for (int i = 0; ; i++) {
      String value = all.getProperty(prefix + i);
      if (value == null) {
        return values;
      }
      values.add(value);
    }
  }

  private static Properties below(Properties all, String prefix) {
    Properties boot = new Properties();
    for (String key : all.stringPropertyNames()) {
      if (key.startsWith(prefix)) {
        boot.setProperty(key.substring(prefix.length()), all.getProperty(key));
      }
    }
    return boot;
  }
}
