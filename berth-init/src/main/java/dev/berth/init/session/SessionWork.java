package dev.berth.init.session;

import dev.berth.init.checkpoint.Checkpointer;
import dev.berth.init.clock.Clock;
import dev.berth.init.gateway.GatewayClient;
import dev.berth.init.verify.Git;
import dev.berth.init.work.ShadowGit;
import dev.berth.init.work.Work;
import dev.berth.init.work.WorkOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What becomes of the agent's tree: checkpoints of every kind of agent, and for those that are not
 * aware of Berth clone and delivery. Both look at the tree through one git directory.
 */
record SessionWork(Plan plan, Optional<Checkpointer> checkpoints, Optional<Work> repository) {
  /** A session that ends waits so long for its last checkpoint. */
  static final Duration LAST_CHECKPOINT = Duration.ofSeconds(5);

  /** As the plan says. */
  static SessionWork of(Boot boot, Plan plan, GatewayClient gateway, Clock clock) {
    Path tree = plan.path("checkpoint.tree", boot.workspace().resolve("repo"));
    Path directory = boot.workspace().resolve(".berth-checkpoint.git");
    ShadowGit shadow = new ShadowGit(new Git(boot.token(), boot.home()), tree, directory);
    return new SessionWork(
        plan,
        plan.find("checkpoint.url")
            .map(
                url ->
                    new Checkpointer(
                        shadow,
                        new Checkpointer.Target(
                            url, plan.text("checkpoint.ref", "refs/berth/checkpoint/unnamed")))),
        plan.find("work.url").map(url -> new Work(order(plan, url), shadow, gateway, clock)));
  }

  private static WorkOrder order(Plan plan, String url) {
    return new WorkOrder(
        url,
        plan.text("work.base", ""),
        plan.text("work.default_branch", ""),
        plan.text("work.branch", ""),
        plan.text("work.start", ""),
        Boolean.parseBoolean(plan.text("work.push", "false")),
        plan.text("work.message", ""));
  }

  /** Checkpoints until the session is to stop. */
  void saveRegularly(StopSignal stop) {
    Duration interval = plan.millis("checkpoint.interval_ms", Duration.ofSeconds(45));
    Duration limit = plan.millis("checkpoint.limit_ms", interval);
    try {
      while (checkpoints.isPresent() && !stop.await(interval)) {
        save(limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void saveLast() {
    try {
      save(LAST_CHECKPOINT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void save(Duration limit) throws InterruptedException {
    try {
      if (checkpoints.isPresent()) {
        checkpoints.get().save(limit);
      }
    } catch (IOException e) {
      System.err.println("init: no checkpoint: " + e.getMessage());
    }
  }
}
