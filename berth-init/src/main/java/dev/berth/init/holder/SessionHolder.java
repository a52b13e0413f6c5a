package dev.berth.init.holder;

import dev.berth.init.clock.Clock;
import dev.berth.init.kernel.Prctl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;

/**
 * Holds one sandbox: starts it, answers the server, enforces what nobody else does, and leaves word
 * of how it ended. It lives exactly as long as its sandbox.
 *
 * <p>{@link #run} belongs to the main thread; everything else is thread-safe, guarded by {@code
 * this}.
 */
public final class SessionHolder {
  private static final int MAX_LOG = 1 << 20;

  private final String lease;
  private final Path directory;
  private final HolderSettings settings;
  private final Clock clock;
  private final ProcessTable table = new ProcessTable();
  private final SandboxProcess sandbox;
  private final Instant startedAt;
  private final HardEnd hardEnd;

  private String reason = "ended";
  private boolean stopping;
  private Instant killAt = Instant.MAX;
  private long diskBytes;
  private boolean outOfMemory;

  private SessionHolder(
      String lease, Path directory, HolderSettings settings, Clock clock, SandboxProcess sandbox) {
    this.lease = lease;
    this.directory = directory;
    this.settings = settings;
    this.clock = clock;
    this.sandbox = sandbox;
    this.startedAt = clock.instant();
    this.hardEnd = new HardEnd(settings.hardEnd(), settings.orphanAfter(), startedAt);
  }

  /**
   * Starts the sandbox from the calling thread and stays until it ended.
   *
   * @param lease the lease's id, the exclusive name of this holder
   * @param directory the session's directory
   * @throws IOException when another holder has this directory, or the sandbox cannot be started
   */
  public static void run(String lease, Path directory, Clock clock)
      throws IOException, InterruptedException {
    HolderSettings settings = HolderSettings.read(directory.resolve("holder.properties"));
    writeIdentity(directory);
    SandboxProcess process;
    try {
      if (!settings.isolated()) {
        Prctl.becomeSubreaper();
      }
      process = SandboxProcess.start(settings, directory, new ProcessTable(), clock);
    } catch (IOException | RuntimeException e) {
      new ExitRecord(1, "holder failed: " + e, false).write(directory);
      throw e;
    }
    SessionHolder holder = new SessionHolder(lease, directory, settings, clock, process);
    holder.hold();
  }

  private void hold() throws IOException, InterruptedException {
    daemon("log", this::keepLog);
    try (ControlSocket control = ControlSocket.open(settings.socket(), this::answer)) {
      assert control != null;
      daemon("watch", () -> new LimitWatch(settings, clock, this).run());
      boot();
      int code = sandbox.awaitEnd();
      String why = sandbox.isUncertain() ? "engine_gone" : reasonNow();
      new ExitRecord(code, why, oomKills()).write(directory);
    } catch (IOException | RuntimeException e) {
      // Without its socket or its record nobody could look after the sandbox any more.
      sandbox.kill();
      new ExitRecord(1, "holder failed: " + e, false).write(directory);
      throw e;
    }
  }

  private void boot() {
    try {
      sandbox.boot(settings.boot());
    } catch (IOException e) {
      // It ended before it had read everything. Its exit code and its log tell more than this.
      System.err.println("holder: the sandbox did not boot: " + e.getMessage());
      requestStop(Duration.ZERO, "not_booted");
    }
  }

  /** Exclusive: a second holder for the same lease finds the file and does not start. */
  private static void writeIdentity(Path directory) throws IOException {
    long pid = ProcessHandle.current().pid();
    long start = new ProcessTable().find(pid).orElseThrow().startTicks();
    Files.writeString(
        directory.resolve("holder.pid"),
        "pid=" + pid + "\nstart=" + start + "\n",
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE);
  }

  private String answer(String line) {
    String[] words = line.strip().split(" ", 3);
    hardEnd.contact(clock.instant());
    return switch (words[0]) {
      case "STATUS" -> status();
      case "STOP" -> stop(words);
      case "KILL" -> {
        requestStop(Duration.ZERO, words.length > 1 ? line.substring(5) : "killed");
        yield "OK stopping";
      }
      default -> "ERROR unknown request";
    };
  }

  private String stop(String[] words) {
    try {
      long grace = words.length > 1 ? Long.parseLong(words[1]) : 0;
      requestStop(Duration.ofMillis(Math.max(0, grace)), words.length > 2 ? words[2] : "stopped");
      return "OK stopping";
    } catch (NumberFormatException e) {
      return "ERROR not a number of milliseconds: " + words[1];
    }
  }

  private synchronized String status() {
    return "OK lease=%s pid=%d state=%s uptime_ms=%d disk_bytes=%d"
        .formatted(
            lease,
            sandbox.process().pid(),
            stopping ? "stopping" : "running",
            Duration.between(startedAt, clock.instant()).toMillis(),
            diskBytes);
  }

  /** The first reason counts; a later request can only bring the end nearer. */
  void requestStop(Duration grace, String why) {
    boolean first;
    synchronized (this) {
      first = !stopping;
      if (first) {
        stopping = true;
        reason = why;
      }
      Instant end = clock.instant().plus(grace);
      if (!end.isBefore(killAt)) {
        return;
      }
      killAt = end;
    }
    if (first && grace.isPositive()) {
      tellInit("STOP " + grace.toMillis() + "\n");
    }
    daemon("kill", () -> killAfter(grace));
  }

  private void tellInit(String line) {
    try {
      sandbox.send(line);
    } catch (IOException e) {
      // Session init is gone already; the sandbox follows it, at the latest when it is killed.
      System.err.println("holder: session init does not listen: " + e.getMessage());
    }
  }

  private void killAfter(Duration grace) {
    try {
      clock.sleep(grace);
      sandbox.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println("holder: the sandbox could not be killed: " + e);
    }
  }

  boolean overdue(Instant now) {
    return hardEnd.overdue(now);
  }

  synchronized void measuredDisk(long bytes) {
    diskBytes = bytes;
  }

  /** Notes that the memory watch, not the kernel, found the limit passed. */
  synchronized void passedMemoryLimit() {
    outOfMemory = true;
  }

  ProcessTable table() {
    return table;
  }

  private synchronized String reasonNow() {
    return reason;
  }

  private synchronized boolean oomKills() throws IOException {
    if (outOfMemory || settings.limits().memoryEvents().isEmpty()) {
      return outOfMemory;
    }
    Path events = settings.limits().memoryEvents().get();
    for (String line : Files.readAllLines(events)) {
      if (line.startsWith("oom_kill ")) {
        return !line.substring("oom_kill ".length()).strip().equals("0");
      }
    }
    return false;
  }

  /** What bwrap and session init print, up to 1 MiB: an agent may get hold of that stream. */
  private void keepLog() {
    try (InputStream in = sandbox.process().getInputStream();
        OutputStream out =
            Files.newOutputStream(
                directory.resolve("init.log"),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[8192];
      int kept = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        int part = Math.min(n, MAX_LOG - kept);
        out.write(buffer, 0, part);
        kept += part;
      }
    } catch (IOException e) {
      System.err.println("holder: the sandbox's log ended: " + e.getMessage());
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Only for tests and tools: what a holder writes about itself. */
  public static Properties readExit(Path directory) throws IOException {
    Properties exit = new Properties();
    try (var in = Files.newBufferedReader(directory.resolve(ExitRecord.FILE))) {
      exit.load(in);
    }
    return exit;
  }
}
