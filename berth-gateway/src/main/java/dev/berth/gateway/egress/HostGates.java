package dev.berth.gateway.egress;

import dev.berth.core.gate.Gates;
import dev.berth.core.gateway.Grant;
import dev.berth.core.id.LeaseId;
import dev.berth.core.policy.Call;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks rules and people about hosts that a session wants to reach, and remembers what was said for
 * a moment: a build opens hundreds of connections to the same host. A change of rules is felt when
 * that has passed, a decision at once. An approved host stays approved for the session.
 * Thread-safe.
 */
public final class HostGates {
  private static final Duration REMEMBERED = Duration.ofSeconds(10);
  private static final int MOST_HOSTS = 200;

  private final Gates gates;
  private final Time time;
  private final Map<LeaseId, Map<Target, Said>> sessions = new ConcurrentHashMap<>();

  public HostGates(Gates gates, Time time) {
    this.gates = gates;
    this.time = time;
  }

  /** An answer, and until when it is good. */
  private record Said(Gates.Answer answer, long untilNanos) {}

  /** What becomes of a session's wish to reach a host that its repository's list has. */
  public Gates.Answer ask(Grant grant, Target target) {
    Map<Target, Said> session =
        sessions.computeIfAbsent(grant.lease(), _ -> new ConcurrentHashMap<>());
    Said said = session.get(target);
    if (said != null && said.untilNanos() - time.nanos() > 0) {
      return said.answer();
    }
    Gates.Answer answer =
        gates.hold(
            grant.session(),
            new Call(Call.WEB_FETCH, Map.of("host", target.host(), "port", target.port())));
    switch (answer) {
      case Gates.Answer.Allowed _, Gates.Answer.Denied _ -> {
        if (session.size() >= MOST_HOSTS) {
          session.clear();
        }
        session.put(target, new Said(answer, time.nanos() + REMEMBERED.toNanos()));
      }
      case Gates.Answer.Pending _ -> session.remove(target);
    }
    return answer;
  }

  /** What was said to a session is not remembered any more. */
  void forget(LeaseId lease) {
    sessions.remove(lease);
  }
}
