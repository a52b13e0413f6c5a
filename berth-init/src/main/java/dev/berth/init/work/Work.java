package dev.berth.init.work;

import dev.berth.init.clock.Clock;
import dev.berth.init.gateway.GatewayClient;
import dev.berth.init.gateway.SessionEnded;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Session init's part in the work of an agent that knows nothing of Berth: its clone before, commit
 * and push behind it. What fails here fails the task, and the gateway is told why. Thread-safe.
 */
public final class Work {
  /** The reference agent waits as long for a git command. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /**
   * A push may wait for a human, as long as a task lets people wait: a day at most. The session's
   * own end comes before, where it is near.
   */
  private static final Duration PUSH_LIMIT = Duration.ofHours(25);

  /** What the gateway takes of a message, in characters. */
  private static final int MAX_MESSAGE = 4_000;

  private final WorkOrder order;
  private final ShadowGit shadow;
  private final GatewayClient gateway;
  private final GitDoor door;

  public Work(WorkOrder order, ShadowGit shadow, GatewayClient gateway, Clock clock) {
    this.order = order;
    this.shadow = shadow;
    this.gateway = gateway;
    this.door = new GitDoor(shadow, order.url(), clock);
  }

  /**
   * Makes the agent's clone.
   *
   * @return false when that failed, which the gateway knows then
   */
  public boolean begin() throws InterruptedException {
    try {
      new RepositoryClone(shadow, door).make(Deadline.in(LIMIT), order);
      return true;
    } catch (IOException e) {
      return failed("CLONE_FAILED", "" + e.getMessage());
    }
  }

  /**
   * Commits and pushes what the agent left.
   *
   * @param finished whether it says that the work is done
   * @return false when that failed, which the gateway knows then
   */
  public boolean end(boolean finished) throws InterruptedException {
    if (!order.push()) {
      return true;
    }
    try {
      Optional<String> refusal =
          new Delivery(shadow, door).deliver(Deadline.in(PUSH_LIMIT), order, finished);
      return refusal.isEmpty() || failed("PUSH_REFUSED", refusal.get());
    } catch (IOException e) {
      return failed("COMMIT_FAILED", "" + e.getMessage());
    }
  }

  private boolean failed(String code, String message) throws InterruptedException {
    System.err.println("init: " + code + ": " + message);
    // Of a long text the end: there git says what stopped it.
    String end = message.substring(Math.max(0, message.length() - MAX_MESSAGE));
    try {
      GatewayClient.Answer answer =
          gateway.deliver("/session/failed", Map.of("code", code, "message", end));
      if (!answer.ok()) {
        System.err.println("init: word of a failure was refused with " + answer.status());
      }
    } catch (SessionEnded e) {
      System.err.println("init: " + e.getMessage());
    }
    return false;
  }
}
