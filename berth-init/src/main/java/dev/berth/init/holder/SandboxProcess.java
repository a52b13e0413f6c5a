package dev.berth.init.holder;

import dev.berth.init.clock.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The sandbox as the holder's child. {@link #start} must be called from the holder's main thread,
 * which then stays: the kernel ties {@code --die-with-parent} to the thread that forked.
 *
 * <p>Thread-safe after the start.
 */
final class SandboxProcess {
  /**
   * Joins the cgroups before the sandbox program exists, so that nothing of it is ever outside
   * them, and hands it files by descriptor: 3 its arguments, 4 its system call filter. It is the
   * first to go when the machine runs out of memory, rather than the server.
   */
  private static final String WRAPPER =
      """
      dir=$1; shift
      while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 71; shift; done; shift
      echo 600 > /proc/self/oom_score_adj
      ulimit -c 0
      if [ -f "$dir/sandbox.args" ]; then exec 3<"$dir/sandbox.args"; fi
      if [ -f "$dir/sandbox.seccomp" ]; then exec 4<"$dir/sandbox.seccomp"; fi
      exec "$@"
      """;

  private final Process process;
  private final ProcessTable table;
  private final boolean isolated;
  private final Optional<ContainerEnd> elsewhere;

  /** Written and read by the holder's main thread. */
  private boolean uncertain;

  private SandboxProcess(
      Process process, ProcessTable table, HolderSettings settings, Clock clock) {
    this.process = process;
    this.table = table;
    this.isolated = settings.isolated();
    this.elsewhere =
        settings.end().isEmpty()
            ? Optional.empty()
            : Optional.of(new ContainerEnd(settings.end(), settings.limits().interval(), clock));
  }

  static SandboxProcess start(
      HolderSettings settings, Path directory, ProcessTable table, Clock clock) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", WRAPPER, "berth-sandbox"));
    command.add(directory.toString());
    settings.cgroups().forEach(cgroup -> command.add(cgroup.toString()));
    command.add("--");
    command.addAll(settings.command());
    ProcessBuilder builder = new ProcessBuilder(command);
    // What the sandbox's first process inherits can be read inside it, whatever bwrap clears.
    builder.environment().clear();
    builder.redirectErrorStream(true);
    return new SandboxProcess(builder.start(), table, settings, clock);
  }

  /** The boot properties end with a line of one dot; commands follow on the same stream. */
  void boot(Properties boot) throws IOException {
    StringWriter text = new StringWriter();
    boot.store(text, null);
    send(text + ".\n");
  }

  /** Tells session init something; a sandbox that has ended hears nothing. */
  void send(String line) throws IOException {
    OutputStream stdin = process.getOutputStream();
    synchronized (stdin) {
      stdin.write(line.getBytes(StandardCharsets.UTF_8));
      stdin.flush();
    }
  }

  Process process() {
    return process;
  }

  /**
   * Kills everything. The first process of the pid namespace is killed rather than bwrap: bwrap
   * then ends when the kernel has ended all others in the namespace, so its end proves theirs.
   */
  void kill() throws IOException {
    if (elsewhere.isPresent()) {
      if (!elsewhere.get().bring()) {
        // Session init notices that nobody holds it any more, and ends if it can.
        process.destroyForcibly();
      }
      return;
    }
    if (!isolated) {
      killDescendants();
      return;
    }
    List<ProcessHandle> first = process.children().toList();
    if (first.isEmpty()) {
      process.destroyForcibly();
    }
    first.forEach(ProcessHandle::destroyForcibly);
    awaken();
  }

  /**
   * A program that was stopped does not notice that what it waits for has ended. Killing it instead
   * would prove nothing of what it holds.
   */
  private void awaken() throws IOException {
    new ProcessBuilder("/bin/sh", "-c", "kill -CONT " + process.pid())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /**
   * Without a namespace: whatever was forked, however often, hangs below this holder, which adopts
   * orphans. Repeated until nothing is left, since a killed process may just have forked.
   */
  void killDescendants() throws IOException {
    long self = ProcessHandle.current().pid();
    for (List<ProcessTable.Entry> left = table.descendants(self);
        !left.isEmpty();
        left = table.descendants(self)) {
      for (ProcessTable.Entry entry : left) {
        ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  /** Whether, after its end was awaited, nobody could say that everything in it has ended. */
  boolean isUncertain() {
    return uncertain;
  }

  int awaitEnd() throws InterruptedException, IOException {
    int code = process.waitFor();
    uncertain = elsewhere.isPresent() && !elsewhere.get().bring();
    if (!isolated) {
      killDescendants();
    }
    return code;
  }
}
