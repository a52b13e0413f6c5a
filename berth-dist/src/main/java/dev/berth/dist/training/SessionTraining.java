package dev.berth.dist.training;

import dev.berth.server.InstalledAgents;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A session as the server starts one, but without a sandbox and with a played gateway: holder,
 * session init and reference agent, each of which leaves its start-up cache when it ends.
 */
public final class SessionTraining {
  /** A cache fits JVMs that agree about these two. */
  private static final List<String> SMALL =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

  private static final List<String> AGENT =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m");

  private final Path home;
  private final Path scratch;

  /**
   * A training.
   *
   * @param home of the installation
   * @param scratch an empty directory with a short path
   */
  public SessionTraining(Path home, Path scratch) {
    this.home = home;
    this.scratch = scratch;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Runs it; false when the session did not get to its end. */
  public boolean run() throws IOException, InterruptedException {
    int gatewayPort = freePort();
    String address = "http://127.0.0.1:" + gatewayPort;
    Path socket = scratch.resolve("g");
    try (PlayedGateway gateway = new PlayedGateway(socket, plan(address), address)) {
      Properties settings = settings(socket, gatewayPort);
      try (var out = Files.newBufferedWriter(scratch.resolve("holder.properties"))) {
        settings.store(out, null);
      }
      Process holder =
          new ProcessBuilder(
                  command(SMALL, "holder", "dev.berth.init.Holder", "training", scratch.toString()))
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start();
      boolean ended = holder.waitFor(60, TimeUnit.SECONDS);
      holder.descendants().forEach(ProcessHandle::destroyForcibly);
      holder.destroyForcibly();
      return ended && gateway.result().getCount() == 0;
    }
  }

  /** One of the two programs of berth-init. */
  private List<String> command(List<String> flags, String cache, String main, String... arguments) {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(flags);
    command.add("-XX:AOTCacheOutput=" + home.resolve("init").resolve(cache + ".aot"));
    command.addAll(List.of("-cp", home.resolve("init/berth-init.jar").toString(), main));
    command.addAll(List.of(arguments));
    return command;
  }

  private Properties settings(Path socket, int gatewayPort) throws IOException {
    Properties all = new Properties();
    List<String> init = command(SMALL, "init", "dev.berth.init.SessionInit");
    for (int i = 0; i < init.size(); i++) {
      all.setProperty("command." + i, init.get(i));
    }
    all.setProperty("socket", scratch.resolve("ctl").toString());
    all.setProperty("hard_end_ms", Long.toString(Long.MAX_VALUE / 1000));
    all.setProperty("disk.directory", scratch.toString());
    all.setProperty("watch_ms", "200");
    all.setProperty("boot.session_id", "berth-session-01ktraining0000000000000000");
    all.setProperty("boot.token", "training");
    all.setProperty("boot.home", scratch.toString());
    all.setProperty("boot.workspace", scratch.toString());
    all.setProperty("boot.gateway.socket", socket.toString());
    all.setProperty("boot.gateway.port", Integer.toString(gatewayPort));
    all.setProperty("boot.egress.socket", socket.toString());
    all.setProperty("boot.egress.port", "0");
    all.setProperty("boot.pulse_ms", "300");
    return all;
  }

  private String plan(String gateway) throws IOException {
    int port = freePort();
    List<String> agent = new ArrayList<>(List.of(java()));
    agent.addAll(AGENT);
    agent.add("-XX:AOTCacheOutput=" + home.resolve("agent/berth-agent.aot"));
    agent.addAll(
        List.of("-cp", InstalledAgents.classPath(home.resolve("agent"), home + "/agent/")));
    agent.addAll(List.of("dev.berth.agent.AgentMain", "--host", "127.0.0.1"));
    agent.addAll(List.of("--port", Integer.toString(port), "--workspace", scratch.toString()));
    StringBuilder plan = new StringBuilder("agent.kind=aware\nstop.grace_ms=30000\n");
    for (int i = 0; i < agent.size(); i++) {
      plan.append("agent.command.").append(i).append('=').append(agent.get(i)).append('\n');
    }
    return plan.append("agent.env.PATH=/usr/bin:/bin\nagent.env.HOME=" + scratch + "\n")
        .append("agent.port=" + port + "\nfile..training=x\n")
        .append("invocation.header.X-Amzn-Bedrock-AgentCore-Runtime-Session-Id=")
        .append("berth-session-01ktraining0000000000000000\n")
        .append("invocation.body={\"prompt\":\"hello\",\"berth\":{\"gateway_url\":\"" + gateway)
        .append(
            "\",\"token\":\"training\",\"session_id\":\"berth-session-1\",\"task_id\":\"1\"}}\n")
        .toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
