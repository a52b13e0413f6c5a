package dev.berth.init.session;

import dev.berth.init.clock.Clock;
import java.time.Duration;

/** Whether a plain agent that has answered has also finished. */
final class Idleness {
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** So many pings without an answer in a row, and it is taken for one that says nothing more. */
  private static final int SILENT = 40;

  private final AgentHttp http;
  private final Clock clock;

  Idleness(AgentHttp http, Clock clock) {
    this.http = http;
    this.clock = clock;
  }

  /**
   * Waits until its ping says that it is not busy any more, or nothing for ten seconds.
   *
   * @return false when it ended meanwhile, and not of its own will: nobody knows then whether what
   *     it answered was all
   */
  boolean await(AgentProcess agent) throws InterruptedException {
    for (int silent = 0; silent < SILENT; ) {
      switch (http.ping()) {
        case "Healthy" -> {
          return true;
        }
        case "HealthyBusy" -> silent = 0;
        default -> {
          if (!agent.alive()) {
            return agent.exitCode() == 0;
          }
          silent++;
        }
      }
      clock.sleep(PAUSE);
    }
    return true;
  }
}
