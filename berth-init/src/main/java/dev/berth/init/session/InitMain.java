package dev.berth.init.session;

import dev.berth.init.clock.Clock;
import dev.berth.init.forward.Forwarder;
import dev.berth.init.gateway.GatewayClient;
import dev.berth.init.gateway.SessionEnded;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Boots session init: hello, the doors, then what the plan says. */
public final class InitMain {
  /** Told to the gateway, so that it can refuse what it does not understand. */
  static final String VERSION = "1";

  private final BufferedReader in;
  private final Clock clock;

  /**
   * Session init over a stream.
   *
   * @param in boot properties and the holder's commands
   */
  public InitMain(InputStream in, Clock clock) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.clock = clock;
  }

  /** Runs the session; answers the exit code for the sandbox. */
  public int run() throws IOException, InterruptedException {
    Boot boot = Boot.read(in);
    StopSignal stop = new StopSignal();
    Thread commands =
        new Thread(new HolderCommands(in, stop, () -> Runtime.getRuntime().halt(75))::run);
    commands.setDaemon(true);
    commands.start();
    GatewayClient gateway = new GatewayClient(boot.gateway().endpoint(), boot.token(), clock);
    Plan plan;
    try {
      plan = hello(boot, gateway);
    } catch (SessionEnded e) {
      System.err.println("init: " + e.getMessage());
      return 76;
    }
    try (Forwarder toGateway =
            Forwarder.open(boot.gateway().port(), boot.gateway().endpoint(), clock);
        Forwarder toEgress =
            Forwarder.open(boot.egress().port(), boot.egress().endpoint(), clock)) {
      assert toGateway != null && toEgress != null;
      return plan.isVerification()
          ? new VerifySession(boot, plan, gateway, stop).run()
          : new AgentSession(boot, plan, gateway, stop, clock).run();
    }
  }

  private static Plan hello(Boot boot, GatewayClient gateway)
      throws IOException, InterruptedException {
    GatewayClient.Answer answer =
        gateway.deliver(
            "/session/hello",
            Map.of(
                "session_id", boot.sessionId(),
                "init_version", VERSION,
                "role", boot.role()));
    if (!answer.ok()) {
      throw new IOException("hello was refused with " + answer.status());
    }
    return Plan.parse(answer.text(), boot.paths());
  }
}
