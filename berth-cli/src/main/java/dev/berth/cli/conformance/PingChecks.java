package dev.berth.cli.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Rules about {@code GET /ping}. */
final class PingChecks {
  /** Ping is for a supervisor with many sessions: slower than this counts as not answering. */
  private static final Duration PROMPT = Duration.ofSeconds(1);

  private static final int IN_FLIGHT = 8;
  private static final int PINGS = 20;
  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final String SLOW = "a slow request: --slow-payload";

  private PingChecks() {}

  static List<Check> all() {
    return List.of(
        Check.of(
            "PING-1",
            "ping says its status and since when",
            "200 with {\"status\":\"Healthy\"|\"HealthyBusy\",\"time_of_last_update\":N} as JSON",
            PingChecks::shape),
        Check.of(
            "PING-2",
            "time_of_last_update is in unix seconds",
            "a whole number of seconds since 1970 that is not in the future",
            PingChecks::seconds),
        Check.of(
            "PING-3",
            "the time stays as long as the status stays",
            "the same time_of_last_update in pings over 2.2 s with one status",
            PingChecks::notRestamped),
        Check.of(
            "PING-4",
            "ping answers while handlers are blocked",
            "an answer within 1 s to each of up to 20 pings beside 8 running invocations",
            PingChecks::notBlocked),
        Check.of(
            "PING-5",
            "an agent that works says so",
            "HealthyBusy while an invocation runs",
            PingChecks::busy),
        Check.of(
            "PING-6",
            "an agent that has finished says so",
            "Healthy within 10 s after the last answer",
            PingChecks::idleAgain),
        Check.of(
            "PING-7",
            "a change of status is stamped when it happens",
            "a later time_of_last_update for HealthyBusy than for Healthy before it",
            PingChecks::stamped));
  }

  private static Verdict shape(Target agent) throws Deviation, IOException, InterruptedException {
    Reply reply = agent.get("/ping");
    Ping.of(reply);
    if (!reply.contentType().startsWith("application/json")) {
      throw new Deviation("Content-Type: " + reply.contentType());
    }
    return Verdict.KEPT;
  }

  private static Verdict seconds(Target agent) throws Deviation, IOException, InterruptedException {
    long since = agent.ping().since();
    long now = agent.time().now().getEpochSecond();
    // A minute for clocks that disagree. Milliseconds are far in the future, read as seconds.
    if (since <= 0 || since > now + 60) {
      throw new Deviation("time_of_last_update " + since + " at second " + now);
    }
    return Verdict.KEPT;
  }

  private static Verdict notRestamped(Target agent)
      throws Deviation, IOException, InterruptedException {
    Ping first = agent.ping();
    Ping before = first;
    for (int look = 0; look < 2; look++) {
      agent.time().pause(Duration.ofMillis(1100));
      Ping next = agent.ping();
      if (!next.status().equals(before.status())) {
        return new Verdict.NotChecked("an agent that has nothing to do: its status changed");
      }
      if (next.since() != before.since()) {
        throw new Deviation(before.since() + ", then " + next.since() + ", both " + next.status());
      }
      before = next;
    }
    return Verdict.KEPT;
  }

  private static Verdict notBlocked(Target agent)
      throws Deviation, IOException, InterruptedException {
    if (agent.payloads().slow().isEmpty()) {
      return new Verdict.NotChecked(SLOW);
    }
    List<CompletableFuture<Reply>> running = new ArrayList<>();
    for (int i = 0; i < IN_FLIGHT; i++) {
      running.add(agent.begin(agent.payloads().slow().get()));
    }
    try {
      int beside = 0;
      for (int i = 0; i < PINGS && !areDone(running); i++) {
        Ping ping = agent.ping();
        if (ping.took().compareTo(PROMPT) > 0) {
          throw new Deviation("an answer after " + ping.took().toMillis() + " ms");
        }
        beside += areDone(running) ? 0 : 1;
      }
      return beside == 0
          ? new Verdict.NotChecked("a slower request: --slow-payload was over before a ping")
          : Verdict.KEPT;
    } finally {
      finish(running);
    }
  }

  private static boolean areDone(List<CompletableFuture<Reply>> running) {
    return running.stream().allMatch(CompletableFuture::isDone);
  }

  private static Verdict busy(Target agent) throws Deviation, IOException, InterruptedException {
    if (agent.payloads().slow().isEmpty()) {
      return new Verdict.NotChecked(SLOW);
    }
    CompletableFuture<Reply> running = agent.begin(agent.payloads().slow().get());
    try {
      if (busyPing(agent, running).isEmpty()) {
        throw new Deviation("Healthy until the invocation was over");
      }
      return Verdict.KEPT;
    } finally {
      finish(List.of(running));
    }
  }

  private static Verdict idleAgain(Target agent)
      throws Deviation, IOException, InterruptedException {
    agent.invoke(agent.payloads().valid());
    if (!agent.within(SETTLE, () -> !agent.ping().busy())) {
      throw new Deviation("HealthyBusy 10 s after the last answer");
    }
    return Verdict.KEPT;
  }

  private static Verdict stamped(Target agent) throws Deviation, IOException, InterruptedException {
    if (agent.payloads().slow().isEmpty()) {
      return new Verdict.NotChecked(SLOW);
    }
    if (!agent.within(SETTLE, () -> !agent.ping().busy())) {
      return new Verdict.NotChecked("an agent that becomes Healthy first");
    }
    // An old stamp differs from a new one when a second has passed between them. The agent's clock
    // is compared with itself only: it may differ from this one.
    long before = agent.ping().since();
    agent.time().pause(Duration.ofMillis(1100));
    CompletableFuture<Reply> running = agent.begin(agent.payloads().slow().get());
    try {
      Optional<Ping> busy = busyPing(agent, running);
      if (busy.isEmpty()) {
        return new Verdict.NotChecked("an agent that says HealthyBusy, see PING-5");
      }
      if (busy.get().since() <= before) {
        throw new Deviation(
            busy.get().since() + " for HealthyBusy, Healthy before it since " + before);
      }
      return Verdict.KEPT;
    } finally {
      finish(List.of(running));
    }
  }

  /** The first ping that says busy while this runs. */
  private static Optional<Ping> busyPing(Target agent, CompletableFuture<Reply> running)
      throws Deviation, IOException, InterruptedException {
    while (!running.isDone()) {
      Ping ping = agent.ping();
      if (ping.busy()) {
        return Optional.of(ping);
      }
      agent.time().pause(Duration.ofMillis(20));
    }
    return Optional.empty();
  }

  /** The next check begins with an agent that has nothing to do. */
  private static void finish(List<CompletableFuture<Reply>> running) {
    running.forEach(one -> one.handle((answer, failure) -> answer).join());
  }
}
