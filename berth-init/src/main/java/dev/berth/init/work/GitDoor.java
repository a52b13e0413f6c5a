package dev.berth.init.work;

import dev.berth.init.clock.Clock;
import dev.berth.init.verify.ToolRun;
import java.io.IOException;
import java.time.Duration;

/**
 * Git commands that speak to the gateway. What fails while the door does not answer is repeated
 * until it does: the control plane restarts, and the session lives on. What a door that answers
 * refuses twice is refused.
 */
final class GitDoor {
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final ShadowGit shadow;
  private final String url;
  private final Clock clock;

  GitDoor(ShadowGit shadow, String url, Clock clock) {
    this.shadow = shadow;
    this.url = url;
    this.clock = clock;
  }

  String url() {
    return url;
  }

  /** The last attempt. */
  ToolRun run(Deadline end, String... arguments) throws IOException, InterruptedException {
    ToolRun run = shadow.attempt(end, arguments);
    for (int refusals = 0; !run.ok() && refusals < 1; ) {
      if (answers(end)) {
        refusals++;
      }
      clock.sleep(PAUSE);
      run = shadow.attempt(end, arguments);
    }
    return run;
  }

  private boolean answers(Deadline end) throws IOException, InterruptedException {
    return shadow.attempt(end, "ls-remote", "-q", url, "HEAD").ok();
  }
}
