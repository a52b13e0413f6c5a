package dev.berth.engine.gate;

import dev.berth.core.audit.AuditAction;
import dev.berth.core.audit.AuditEntry;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gates;
import dev.berth.core.gate.Previews;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.policy.Call;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records steps that are denied without a person's decision. A session decides how many there are,
 * so only so many of each are recorded; the log says when it stops. Thread-safe.
 */
public final class AuditedGates implements Gates {
  /** Of one session, as long as this server lives. */
  public static final int MOST = 500;

  private static final Logger LOG = LoggerFactory.getLogger(AuditedGates.class);

  private final Gates gates;
  private final Database database;
  private final Time time;
  private final Map<SessionId, Integer> recorded = new ConcurrentHashMap<>();

  public AuditedGates(Gates gates, Database database, Time time) {
    this.gates = gates;
    this.database = database;
    this.time = time;
  }

  @Override
  public Answer ask(SessionId session, Call call, String key) {
    return recorded(session, call, gates.ask(session, call, key));
  }

  @Override
  public Answer hold(SessionId session, Call effect) {
    return recorded(session, effect, gates.hold(session, effect));
  }

  @Override
  public void done(SessionId session, GateId gate) {
    gates.done(session, gate);
  }

  @Override
  public Answer look(SessionId session, GateId gate, Duration wait) throws InterruptedException {
    return gates.look(session, gate, wait);
  }

  private Answer recorded(SessionId session, Call call, Answer answer) {
    if (answer instanceof Answer.Denied denied && !byPeople(denied.code())) {
      int count = recorded.merge(session, 1, Integer::sum);
      if (count <= MOST) {
        append(session, call, denied);
      } else if (count == MOST + 1) {
        LOG.warn(
            "session {} was denied more than {} steps; the rest is not recorded", session, MOST);
      }
    }
    return answer;
  }

  private void append(SessionId session, Call call, Answer.Denied denied) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("code", denied.code().name());
    facts.put("reason", denied.reason());
    facts.put("rules", String.join(", ", denied.rules()));
    facts.put("tool", call.tool());
    database.write(
        tx -> {
          tx.audit()
              .append(
                  new AuditEntry(
                      time.now(),
                      AuditAction.STEP_DENIED,
                      Optional.empty(),
                      tx.sessions().find(session).map(Session::task),
                      Previews.of(call),
                      facts));
          return true;
        });
  }

  /** Those have rows of their own. */
  private static boolean byPeople(ErrorCode code) {
    return code == ErrorCode.APPROVAL_DENIED
        || code == ErrorCode.APPROVAL_TIMED_OUT
        || code == ErrorCode.APPROVAL_WITHDRAWN;
  }
}
