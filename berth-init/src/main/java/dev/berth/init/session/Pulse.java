package dev.berth.init.session;

import dev.berth.init.gateway.GatewayClient;
import dev.berth.init.gateway.SessionEnded;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Tells the gateway every few seconds that the session lives, and hears whether it should stop.
 * Never repeated when it fails: the next one comes anyway.
 */
final class Pulse {
  private final GatewayClient gateway;
  private final StopSignal stop;
  private final Optional<Path> memoryUsage;
  private final Duration grace;

  /**
   * @param grace for the agent when the gateway says stop
   */
  Pulse(GatewayClient gateway, StopSignal stop, Optional<Path> memoryUsage, Duration grace) {
    this.gateway = gateway;
    this.stop = stop;
    this.memoryUsage = memoryUsage;
    this.grace = grace;
  }

  /** Beats until the session is to stop. */
  void run(Duration every, Supplier<String> ping, BooleanSupplier alive) {
    try {
      do {
        beat(ping.get(), alive.getAsBoolean());
      } while (!stop.await(every));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat(String ping, boolean alive) {
    try {
      Map<String, String> counters =
          Map.of(
              "ping",
              ping,
              "agent_alive",
              Boolean.toString(alive),
              "memory_bytes",
              Long.toString(memory()),
              "disk_bytes",
              "0");
      GatewayClient.Answer answer = gateway.post("/session/pulse", counters);
      Properties directives = new Properties();
      directives.load(new StringReader(answer.ok() ? answer.text() : ""));
      if (directives.getProperty("directive", "").equals("stop")) {
        stop.raise(grace, "stop");
      }
    } catch (SessionEnded e) {
      stop.raise(grace, "session_ended");
    } catch (IOException e) {
      System.err.println("init: a pulse was not heard: " + e.getMessage());
    }
  }

  private long memory() throws IOException {
    // An engine may hide its groups from containers: then nobody knows.
    if (memoryUsage.filter(Files::isReadable).isEmpty()) {
      return 0;
    }
    return Long.parseLong(Files.readString(memoryUsage.get()).strip());
  }
}
