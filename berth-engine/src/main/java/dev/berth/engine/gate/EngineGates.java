package dev.berth.engine.gate;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventStore;
import dev.berth.core.gate.CallDigest;
import dev.berth.core.gate.Gate;
import dev.berth.core.gate.Gates;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.policy.Call;
import dev.berth.core.policy.Policy;
import dev.berth.core.policy.Ruling;
import dev.berth.core.store.Tx;
import dev.berth.engine.event.Hints;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionJson;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gates of an installation. Rules are asked outside of units of work; what is raised, answered
 * and used up is decided inside of one, under the lock of the task. Thread-safe.
 */
public final class EngineGates implements Gates, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineGates.class);
  private static final int LONGEST_KEY = 200;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final EngineParts parts;
  private final Policy policy;
  private final Raising raising;
  private final Hints hints;
  private final SessionJson json = new SessionJson();

  public EngineGates(EngineParts parts, Policy policy, GateFigures figures) {
    this.parts = parts;
    this.policy = policy;
    this.raising = new Raising(parts, figures);
    this.hints = new Hints(parts.database(), parts.time());
  }

  @Override
  public Answer ask(SessionId session, Call call, String key) {
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR, "a key has 1 to " + LONGEST_KEY + " characters");
    }
    return safely(
        () -> {
          Asking asking = asking(session);
          Optional<Gate> known = parts.database().read(tx -> tx.gates().byCall(session, key));
          known.ifPresent(gate -> requireSame(gate, call));
          if (known.filter(gate -> gate.uses().answeredAt().isPresent()).isPresent()) {
            // It heard this before; the server or the agent may have died since.
            return new Answer.Allowed(known.map(Gate::id));
          }
          return switch (policy.judge(asking.question(call, false), asking.granted())) {
            case Ruling.Deny deny -> denied(deny);
            case Ruling.Allow allow when known.isEmpty() -> new Answer.Allowed(Optional.empty());
            case Ruling.Allow allow -> parts.database().write(tx -> answered(tx, known.get()));
            case Ruling.Ask ask -> parts.database().write(tx -> asked(tx, session, call, key, ask));
          };
        });
  }

  private Answer asked(Tx tx, SessionId session, Call call, String key, Ruling.Ask ask) {
    Asking asking = locked(tx, session);
    Optional<Gate> known = tx.gates().byCall(session, key);
    if (known.isPresent()) {
      requireSame(known.get(), call);
      return answer(tx, known.get());
    }
    List<Gate> gates = tx.gates().of(asking.task().id());
    return EffectMatch.denied(gates, call, ask, parts.time().now())
        .map(EngineGates::deniedBefore)
        .orElseGet(() -> raising.raise(tx, asking, call, Optional.of(key), ask));
  }

  @Override
  public Answer hold(SessionId session, Call effect) {
    return safely(
        () -> {
          Asking asking = asking(session);
          return switch (policy.judge(asking.question(effect, true), asking.granted())) {
            case Ruling.Deny deny -> denied(deny);
            case Ruling.Allow allow -> new Answer.Allowed(Optional.empty());
            case Ruling.Ask ask -> {
              Optional<Ruling.Ask> announced = announced(asking, effect, ask);
              yield parts.database().write(tx -> held(tx, session, effect, ask, announced));
            }
          };
        });
  }

  /**
   * What a command must have said that it would do. Commands do not say what is in the commits that
   * they push: where the rules mind that, no command has said it.
   */
  private Optional<Ruling.Ask> announced(Asking asking, Call effect, Ruling.Ask ask) {
    if (!effect.tool().equals(Call.GIT_PUSH)) {
      return Optional.of(ask);
    }
    Map<String, Object> input = new HashMap<>(effect.input());
    input.keySet().removeAll(Set.of("paths", "links"));
    Call bare = new Call(effect.tool(), input);
    return policy.judge(asking.question(bare, true), asking.granted()) instanceof Ruling.Ask push
            && push.rules().equals(ask.rules())
        ? Optional.of(push)
        : Optional.empty();
  }

  private Answer held(
      Tx tx, SessionId session, Call effect, Ruling.Ask ask, Optional<Ruling.Ask> announced) {
    Asking asking = locked(tx, session);
    Instant now = parts.time().now();
    List<Gate> gates = tx.gates().of(asking.task().id());
    String digest = CallDigest.of(effect);
    Optional<Gate> passing =
        EffectMatch.passing(gates, ask, digest)
            .or(() -> announced.flatMap(a -> EffectMatch.passingCommand(gates, a, digest, now)));
    if (passing.isPresent()) {
      return passed(tx, passing.get(), digest, now);
    }
    Optional<Gate> waiting = EffectMatch.waiting(gates, digest);
    if (waiting.isPresent()) {
      return answer(tx, waiting.get());
    }
    return EffectMatch.denied(gates, effect, ask, now)
        .or(() -> announced.flatMap(a -> EffectMatch.deniedCommand(gates, a, now)))
        .map(EngineGates::deniedBefore)
        .orElseGet(() -> raising.raise(tx, asking, effect, Optional.empty(), ask));
  }

  /** From now on the approval is this effect's and no other's. */
  private static Answer passed(Tx tx, Gate gate, String digest, Instant now) {
    if (gate.uses().boundSha256().isEmpty()) {
      Gate bound = gate.bound(digest);
      GateRows.stored(tx, bound);
      if (bound.uses().answeredAt().isEmpty()) {
        GateRows.stored(tx, bound.answered(now));
      }
    }
    return new Answer.Allowed(Optional.of(gate.id()));
  }

  @Override
  public void done(SessionId session, GateId id) {
    parts
        .database()
        .write(
            tx -> {
              Gate seen = found(tx, session, id);
              tx.tasks().lock(seen.task());
              Gate gate = found(tx, session, id);
              if (gate.status() == Gate.Status.APPROVED && gate.uses().usedAt().isEmpty()) {
                GateRows.stored(tx, gate.used(parts.time().now()));
              }
              return true;
            });
  }

  @Override
  public Answer look(SessionId session, GateId id, Duration wait) throws InterruptedException {
    Gate first = parts.database().read(tx -> found(tx, session, id));
    Duration longest = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    Gate gate =
        hints
            .await(
                EventStore.HINT + first.task(),
                longest,
                () -> parts.database().read(tx -> tx.gates().find(id)).filter(g -> !g.isPending()))
            .orElse(first);
    if (gate.isPending()) {
      return pending(gate);
    }
    return parts.database().write(tx -> answered(tx, gate));
  }

  /** Ends all waiting. */
  @Override
  public void close() {
    hints.close();
  }

  /** An answer that may use an approval up, under the lock of its task. */
  private Answer answered(Tx tx, Gate seen) {
    tx.tasks().lock(seen.task());
    return answer(tx, tx.gates().find(seen.id()).orElse(seen));
  }

  /** How a gate stands; the first answer that allows is written down with it. */
  private Answer answer(Tx tx, Gate gate) {
    return switch (gate.status()) {
      case PENDING -> pending(gate);
      case APPROVED -> {
        if (gate.uses().answeredAt().isEmpty()) {
          GateRows.stored(tx, gate.answered(parts.time().now()));
        }
        yield new Answer.Allowed(Optional.of(gate.id()));
      }
      case DENIED -> no(gate, ErrorCode.APPROVAL_DENIED, reason(gate));
      case TIMED_OUT -> no(gate, ErrorCode.APPROVAL_TIMED_OUT, "nobody decided in time");
      case STRANDED -> no(gate, ErrorCode.APPROVAL_WITHDRAWN, "the task came to its end");
    };
  }

  private static Answer pending(Gate gate) {
    return new Answer.Pending(gate.id(), gate.terms().reason(), gate.expiresAt());
  }

  private static Answer deniedBefore(Gate gate) {
    return no(gate, ErrorCode.DENIED_BEFORE, reason(gate));
  }

  private static Answer no(Gate gate, ErrorCode code, String reason) {
    return new Answer.Denied(code, reason, gate.terms().rules());
  }

  private static String reason(Gate gate) {
    return gate.closed().flatMap(Gate.Closed::reason).orElse("a human said no, and gave no reason");
  }

  private static Answer denied(Ruling.Deny deny) {
    return new Answer.Denied(deny.code(), deny.reason(), deny.rules());
  }

  private static Gate found(Tx tx, SessionId session, GateId id) {
    return tx.gates()
        .find(id)
        .filter(gate -> gate.session().equals(session))
        .orElseThrow(
            () ->
                new BerthException(
                    ErrorCode.GATE_NOT_FOUND, "this session has raised no gate " + id));
  }

  private static void requireSame(Gate gate, Call call) {
    if (!gate.asked().inputSha256().equals(CallDigest.of(call))) {
      throw new BerthException(
          ErrorCode.CONFLICT, "another step was asked about under this key; use a new key");
    }
  }

  private Asking asking(SessionId session) {
    return parts.database().read(tx -> Asking.of(tx, session, json));
  }

  private Asking locked(Tx tx, SessionId session) {
    tx.sessions().find(session).ifPresent(s -> tx.tasks().lock(s.task()));
    return Asking.of(tx, session, json);
  }

  /** What cannot be decided is denied; asking again with the same key is safe. */
  private static Answer safely(Supplier<Answer> question) {
    try {
      return question.get();
    } catch (BerthException e) {
      if (e.code() != ErrorCode.DATABASE_UNAVAILABLE) {
        throw e;
      }
      LOG.warn("a question is denied, since the database failed: {}", e.detail());
      return new Answer.Denied(
          e.code(), "the question could not be stored; ask again with the same key", List.of());
    } catch (RuntimeException e) {
      LOG.error("a question is denied, since asking it failed", e);
      return new Answer.Denied(
          ErrorCode.POLICY_FAILED, "the question could not be decided", List.of());
    }
  }
}
