package dev.berth.init.verify;

import dev.berth.init.holder.ProcessTable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Ends what a command left running, so that it can neither meddle with the next one nor speak in
 * our name. Whatever forked, and however often: orphans come to session init's own parent, which is
 * the first process of a sandbox, and without one the holder.
 */
final class Leftovers {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ProcessTable table = new ProcessTable();

  /**
   * Kills every process of the session but session init and its parent. A process that forks while
   * it is looked for can be missed once; nobody is left when two looks in a row find nobody.
   *
   * @throws IOException when that cannot be reached
   */
  void end() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    long root =
        self.parent()
            .orElseThrow(() -> new IOException("session init has no parent in sight"))
            .pid();
    long begun = System.nanoTime();
    int quiet = 0;
    while (quiet < 2) {
      List<ProcessTable.Entry> left =
          table.descendants(root).stream().filter(entry -> entry.pid() != self.pid()).toList();
      quiet = left.isEmpty() ? quiet + 1 : 0;
      left.forEach(
          entry -> ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly));
      if (System.nanoTime() - begun > LIMIT.toNanos()) {
        throw new IOException("a command left processes that cannot be ended");
      }
    }
  }
}
