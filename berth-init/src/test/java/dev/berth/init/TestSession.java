package dev.berth.init;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.init.holder.SessionHolder;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** A session directory with a holder that really runs, in a sandbox of the barest kind. */
final class TestSession implements AutoCloseable {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  final Path directory;
  final Path doors;
  final Path workspace;
  private final Properties settings = new Properties();
  private final List<Process> started = new ArrayList<>();

  TestSession(Path root) throws IOException {
    directory = Files.createDirectories(root.resolve("s"));
    doors = Files.createDirectories(root.resolve("d"));
    workspace = Files.createDirectories(root.resolve("w"));
    settings.setProperty("socket", directory.resolve("holder.sock").toString());
    settings.setProperty("hard_end_ms", Long.toString(Long.MAX_VALUE / 1000));
    settings.setProperty("boot.session_id", "berth-session-test");
    settings.setProperty("boot.token", "t0ken");
    settings.setProperty("boot.pulse_ms", "100");
    settings.setProperty("watch_ms", "50");
  }

  static void assumeBubblewrap() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")), "bubblewrap is not installed");
  }

  TestSession set(String key, Object value) {
    settings.setProperty(key, value.toString());
    return this;
  }

  /** The holder runs session init in bubblewrap. */
  Process startIsolated() throws IOException {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("--unshare-all", "--unshare-user", "--disable-userns", "--new-session"));
    args.addAll(List.of("--die-with-parent", "--clearenv", "--cap-drop", "ALL"));
    args.addAll(List.of("--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"));
    for (String link : List.of("bin", "sbin", "lib", "lib64")) {
      args.addAll(List.of("--symlink", "usr/" + link, "/" + link));
    }
    for (String tmpfs : List.of("/tmp", "/home/agent", "/run", "/etc")) {
      args.addAll(List.of("--tmpfs", tmpfs));
    }
    args.addAll(List.of("--bind", workspace.toString(), "/workspace"));
    args.addAll(List.of("--ro-bind", doors.toString(), "/run/berth"));
    args.addAll(List.of("--ro-bind", classes("classes"), "/opt/berth/init"));
    args.addAll(List.of("--ro-bind", classes("test-classes"), "/opt/berth/agent"));
    Path home = Path.of(System.getProperty("java.home"));
    if (!home.startsWith("/usr")) {
      args.addAll(List.of("--ro-bind", home.toString(), home.toString()));
    }
    Files.writeString(directory.resolve("sandbox.args"), String.join("\0", args) + "\0");
    return start(
        List.of("/usr/bin/bwrap", "--args", "3", "--"),
        List.of("-cp", "/opt/berth/init", "dev.berth.init.SessionInit"));
  }

  /** The holder runs this in the place of a sandbox. */
  Process startProgram(String... command) throws IOException {
    for (int i = 0; i < command.length; i++) {
      set("command." + i, command[i]);
    }
    return startWithSettings();
  }

  /** The holder runs session init on the bare host. */
  Process startBare(int gatewayPort, int egressPort) throws IOException {
    set("isolated", "false").set("boot.gateway.port", gatewayPort);
    set("boot.egress.port", egressPort).set("boot.workspace", workspace);
    set("boot.gateway.socket", doors.resolve("gateway.sock"));
    set("boot.egress.socket", doors.resolve("egress.sock"));
    set("boot.home", Files.createDirectories(workspace.resolve("home")));
    return start(List.of(), List.of("-cp", classes("classes"), "dev.berth.init.SessionInit"));
  }

  private Process start(List<String> before, List<String> main) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(JAVA.toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m"));
    command.addAll(List.of("-XX:+DisableAttachMechanism", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(main);
    for (int i = 0; i < command.size(); i++) {
      set("command." + i, command.get(i));
    }
    return startWithSettings();
  }

  private Process startWithSettings() throws IOException {
    try (var out = Files.newBufferedWriter(directory.resolve("holder.properties"))) {
      settings.store(out, null);
    }
    return startHolder();
  }

  Process startHolder() throws IOException {
    ProcessBuilder holder =
        new ProcessBuilder(
            "/usr/bin/setsid",
            JAVA.toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            classes("classes"),
            "dev.berth.init.Holder",
            "lease-of-a-test",
            directory.toString());
    holder.environment().clear();
    holder.redirectErrorStream(true).redirectOutput(directory.resolve("holder.log").toFile());
    Process process = holder.start();
    started.add(process);
    return process;
  }

  private static String classes(String kind) {
    Class<?> there = kind.equals("classes") ? SessionHolder.class : TestSession.class;
    return Path.of(URI.create(there.getProtectionDomain().getCodeSource().getLocation() + ""))
        .toString();
  }

  String ask(String line) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory.resolve("holder.sock")));
      channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    }
  }

  boolean listening() {
    try {
      return ask("STATUS").startsWith("OK ");
    } catch (IOException e) {
      return false;
    }
  }

  Properties exit() throws IOException {
    return SessionHolder.readExit(directory);
  }

  String log() throws IOException {
    Path init = directory.resolve("init.log");
    return Files.readString(directory.resolve("holder.log"))
        + (Files.exists(init) ? Files.readString(init) : "");
  }

  /** Every process below the holder, by pid and command. */
  static List<ProcessHandle> tree(Process holder) {
    try (Stream<ProcessHandle> all = holder.descendants()) {
      return all.toList();
    }
  }

  @Override
  public void close() throws IOException {
    for (Process process : started) {
      List<ProcessHandle> below = tree(process);
      process.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
    }
  }

  static Duration patience() {
    return Duration.ofSeconds(20);
  }
}
