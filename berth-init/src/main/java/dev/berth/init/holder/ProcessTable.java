package dev.berth.init.holder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Processes as {@code /proc} shows them. Thread-safe: it has no state. */
public final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  public ProcessTable() {}

  /**
   * A process. Pid and start time together identify it for as long as the host is up.
   *
   * @param state the kernel's letter: {@code Z} is a process that has ended and waits to be noticed
   * @param startTicks clock ticks from boot to its start
   */
  public record Entry(long pid, long parent, char state, long startTicks, long residentPages) {
    /** Whether it has ended. */
    public boolean ended() {
      return state == 'Z' || state == 'X';
    }
  }

  /** The process of this number, if there is one. */
  public Optional<Entry> find(long pid) {
    try {
      String stat =
          new String(
              Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat")),
              StandardCharsets.ISO_8859_1);
      return Optional.of(parse(pid, stat));
    } catch (IOException e) {
      // Gone, between the listing and the look or long ago: the file is not there any more.
      return Optional.empty();
    }
  }

  /** Every process below this one, itself not included, those that have ended left out. */
  public List<Entry> descendants(long ancestor) throws IOException {
    Map<Long, List<Entry>> children = new HashMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path one : all) {
        find(Long.parseLong(one.getFileName().toString()))
            .ifPresent(e -> children.computeIfAbsent(e.parent(), k -> new ArrayList<>()).add(e));
      }
    }
    List<Entry> found = new ArrayList<>();
    Deque<Long> open = new ArrayDeque<>(List.of(ancestor));
    while (!open.isEmpty()) {
      for (Entry child : children.getOrDefault(open.pop(), List.of())) {
        open.push(child.pid());
        if (!child.ended()) {
          found.add(child);
        }
      }
    }
    return found;
  }

  /** Field 2 of {@code stat} is the program's name in parentheses and may hold anything. */
  private static Entry parse(long pid, String stat) throws IOException {
    int close = stat.lastIndexOf(')');
    String[] fields = stat.substring(close + 2).strip().split(" ");
    if (close < 0 || fields.length < 22) {
      throw new IOException("unexpected form of /proc/" + pid + "/stat");
    }
    return new Entry(
        pid,
        Long.parseLong(fields[1]),
        fields[0].charAt(0),
        Long.parseLong(fields[19]),
        Long.parseLong(fields[21]));
  }
}
