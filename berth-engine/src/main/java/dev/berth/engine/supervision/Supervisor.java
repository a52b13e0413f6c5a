package dev.berth.engine.supervision;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.Observation;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.id.SessionId;
import dev.berth.core.lease.Lease;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Signal;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionRows;
import dev.berth.engine.session.SessionSigns;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the sessions of this host: asks the backend every second how each is, and listens for
 * their signs. What it cannot know it does not judge: when it was itself away (restarted, starved,
 * or the clock jumped), every session gets a fresh window. Driven by {@link #tick}; not
 * thread-safe.
 */
public final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  private static final Set<SessionState> WATCHED =
      EnumSet.of(SessionState.STARTING, SessionState.READY, SessionState.SUSPENDED);

  private static final Set<SessionState> WAITED_FOR =
      EnumSet.of(
          SessionState.REQUESTED,
          SessionState.STARTING,
          SessionState.READY,
          SessionState.SUSPENDED);

  private static final Set<SessionState> UNSTOPPED =
      EnumSet.complementOf(EnumSet.of(SessionState.STOPPED));

  private final EngineParts parts;
  private final Backend backend;
  private final SessionSigns signs;
  private final Settings settings;
  private final Map<SessionId, Watch> watches = new HashMap<>();
  private Optional<Instant> lastTick = Optional.empty();
  private Optional<Instant> lastFlush = Optional.empty();

  public Supervisor(EngineParts parts, Backend backend, SessionSigns signs, Settings settings) {
    this.parts = parts;
    this.backend = backend;
    this.signs = signs;
    this.settings = settings;
  }

  /** Between two ticks. */
  public Duration interval() {
    return settings.interval();
  }

  /** Looks at every session once. */
  public void tick() {
    Instant now = parts.time().now();
    gap(now).ifPresent(gap -> back(gap, now));
    lastTick = Optional.of(now);
    List<Watched> all = parts.database().read(this::watched);
    watches.keySet().retainAll(all.stream().map(w -> w.session().id()).toList());
    for (Watched watched : all) {
      if (watched.session().state() == SessionState.SUSPENDED) {
        // Its silence stands still: it gets a fresh window when it goes on.
        watches.put(watched.session().id(), new Watch(now));
      }
      watches.computeIfAbsent(watched.session().id(), id -> new Watch(now));
      judgeAlone(watched, now);
    }
    if (lastFlush.isEmpty() || !now.isBefore(lastFlush.get().plus(settings.flush()))) {
      lastFlush = Optional.of(now);
      signs.retain(parts.database().read(tx -> tx.sessions().in(UNSTOPPED)));
      signs.flush(parts);
      note(now);
    }
  }

  /** What goes wrong with one session must not keep the others from being watched. */
  private void judgeAlone(Watched watched, Instant now) {
    try {
      judge(watched, now);
    } catch (RuntimeException e) {
      LOG.error("session {} could not be looked after now", watched.session().id(), e);
    }
  }

  /** For how long nobody looked, when that was long; a clock that went back says nothing. */
  private Optional<Duration> gap(Instant now) {
    if (lastTick.isEmpty()) {
      return Optional.of(positive(noted().orElse(Instant.EPOCH), now));
    }
    Instant last = lastTick.get();
    boolean isUsual = !now.isBefore(last) && !now.isAfter(last.plus(settings.gap()));
    return isUsual ? Optional.empty() : Optional.of(positive(last, now));
  }

  private static Duration positive(Instant from, Instant to) {
    return to.isAfter(from) ? Duration.between(from, to) : Duration.ZERO;
  }

  /** Every session gets a fresh window, and the time without an observer is on its task's row. */
  private void back(Duration gap, Instant now) {
    watches.clear();
    parts
        .database()
        .write(
            tx -> {
              List<Session> here =
                  tx.sessions().in(WAITED_FOR).stream()
                      .filter(s -> s.backend().equals(backend.name()) && isHere(tx, s))
                      .toList();
              here.stream().map(Session::task).sorted().forEach(tx.tasks()::lock);
              here.forEach(session -> back(tx, session, gap, now));
              return true;
            });
  }

  private void back(Tx tx, Session session, Duration gap, Instant now) {
    SessionRows.change(tx, session.id(), s -> s.observedBy(parts.node(), now));
    Duration since = positive(session.requestedAt(), now);
    Duration missed = gap.compareTo(since) < 0 ? gap : since;
    if (missed.isPositive()) {
      tx.tasks()
          .findBySession(session.id())
          .ifPresent(task -> parts.driver().signal(tx, task.id(), new Signal.ObserverBack(missed)));
    }
  }

  /** Its process is at this place, or it has none yet. */
  private boolean isHere(Tx tx, Session session) {
    return tx.leases().of(session.id()).stream()
        .filter(l -> l.kind().isSandbox() && !l.state().isSettled())
        .allMatch(l -> backend.place().mayJudge(l.place()));
  }

  /**
   * So that the next server knows since when nobody looked. While there is no session, nobody needs
   * to; each session's own age bounds what is made of an old note.
   */
  private void note(Instant now) {
    if (parts.database().read(tx -> tx.sessions().in(WAITED_FOR)).isEmpty()) {
      return;
    }
    parts
        .database()
        .write(
            tx -> {
              tx.installation().putValue(noteKey(), Long.toString(now.toEpochMilli()));
              return true;
            });
  }

  private Optional<Instant> noted() {
    return parts
        .database()
        .read(tx -> tx.installation().value(noteKey()))
        .map(text -> Instant.ofEpochMilli(Long.parseLong(text)));
  }

  private String noteKey() {
    return "supervisor.seen." + backend.place().text();
  }

  /** Sessions that run an agent; verifications are watched by their own job. */
  private List<Watched> watched(Tx tx) {
    return tx.sessions().in(WATCHED).stream()
        .filter(session -> session.backend().equals(backend.name()))
        .filter(session -> tx.tasks().findBySession(session.id()).isPresent())
        .flatMap(session -> process(tx, session).map(lease -> new Watched(session, lease)).stream())
        .toList();
  }

  /** A sandbox of an earlier boot is watched too: whoever observes it sees that it is gone. */
  private Optional<Lease> process(Tx tx, Session session) {
    return tx.leases().of(session.id()).stream()
        .filter(l -> l.kind().isSandbox() && l.handle().isPresent())
        .filter(l -> !l.state().isSettled() && backend.place().mayJudge(l.place()))
        .findFirst();
  }

  private void judge(Watched watched, Instant now) {
    Session session = watched.session();
    Observation observation = backend.observe(watched.process());
    switch (observation) {
      case Observation.Gone gone -> lost(session, "gone: " + gone.evidence());
      case Observation.Ended ended -> ended(session, ended, now);
      case Observation.Running running -> silence(session, true, now);
      case Observation.Unknown unknown -> silence(session, false, now);
    }
  }

  /** The lifecycle gives a result some seconds to arrive; repeating the signal changes nothing. */
  private void ended(Session session, Observation.Ended ended, Instant now) {
    Session.AgentExit exit =
        new Session.AgentExit(
            ended.exitCode(),
            ended.signal(),
            ended.limit().filter(Observation.Limit.MEMORY::equals).isPresent(),
            ended.reason(),
            now);
    if (session.exit().isPresent() && session.result().isPresent()) {
      return;
    }
    parts
        .database()
        .write(
            tx -> {
              tx.tasks().lock(session.task());
              SessionRows.change(tx, session.id(), s -> s.exit().isPresent() ? s : s.exited(exit));
              return parts.driver().signal(tx, session.task(), signal(ended));
            });
  }

  /** A session that was stopped for a limit reports nothing more. */
  private static Signal signal(Observation.Ended ended) {
    return ended
        .limit()
        .<Signal>map(
            limit ->
                new Signal.Exhausted(
                    switch (limit) {
                      case MEMORY -> Signal.Exhausted.What.MEMORY;
                      case DISK -> Signal.Exhausted.What.DISK;
                      case DISK_FLOOR -> Signal.Exhausted.What.DISK_FLOOR;
                    }))
        .orElseGet(() -> new Signal.SessionExited(ended.reason()));
  }

  private void silence(Session session, boolean runs, Instant now) {
    Watch watch = watches.get(session.id());
    if (watch == null || session.state() != SessionState.READY) {
      return;
    }
    Duration silence = watch.silence(signs.last(session.id()), now);
    if (!runs && silence.compareTo(settings.lostAfter()) >= 0) {
      lost(
          session, "no sign of life for " + silence.toSeconds() + " s, and nobody can say it runs");
    } else if (silence.compareTo(settings.silentAfter()) >= 0) {
      flag(session, true, silence);
    } else if (session.silent()) {
      flag(session, false, silence);
    }
  }

  private void flag(Session session, boolean silent, Duration silence) {
    if (session.silent() == silent) {
      return;
    }
    parts
        .database()
        .write(
            tx -> {
              tx.tasks().lock(session.task());
              SessionRows.change(tx, session.id(), s -> s.flagged(silent));
              return silent ? tx.events().append(session.task(), flagged(session, silence)) : true;
            });
  }

  private List<NewEvent> flagged(Session session, Duration silence) {
    return List.of(
        NewEvent.of(
            EventType.SESSION_SILENT,
            parts.time().now(),
            Map.of("session_id", session.id().wire(), "duration_ms", silence.toMillis())));
  }

  private void lost(Session session, String evidence) {
    LOG.info("session {} is lost: {}", session.id(), evidence);
    parts.driver().signal(session.task(), new Signal.SessionLost(evidence));
    signs.forget(session.id());
  }

  private record Watched(Session session, Lease process) {}

  /**
   * When what is noticed.
   *
   * @param interval between two looks: 1 s
   * @param gap between two looks, beyond which the supervisor itself was away: 5 s
   * @param silentAfter without a sign, flagged: 15 s
   * @param lostAfter without a sign, lost where the backend cannot say that it runs: 120 s
   * @param flush between two writings of the signs: 5 s
   */
  public record Settings(
      Duration interval, Duration gap, Duration silentAfter, Duration lostAfter, Duration flush) {
    public static Settings defaults() {
      return new Settings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(120),
          Duration.ofSeconds(5));
    }
  }
}
