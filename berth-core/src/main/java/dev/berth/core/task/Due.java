package dev.berth.core.task;

import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which limits of a task lie ahead, and which has come. Where several have, the earliest counts, so
 * that it does not matter who looks when.
 */
enum Due {
  UPLOADS,
  ADMISSION,
  QUEUE,
  HYDRATION,
  START,
  RUN_TIME,
  EXIT_GRACE,
  HARD_END,
  SETTLE;

  /** The words for tables and diagrams. */
  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The next limit of a state, with its moment. */
  static Optional<Moment> next(TaskState state, LifecycleLimits limits) {
    Optional<Moment> phase = state.ends().phase().map(at -> new Moment(at, ofPhase(state)));
    if (!isWorking(state.status())) {
      return phase;
    }
    Optional<Moment> hard = state.ends().hard().map(at -> new Moment(at, HARD_END));
    Optional<Moment> exit =
        state.moments().exitedAt().map(at -> new Moment(at.plus(limits.exitGrace()), EXIT_GRACE));
    return Stream.of(phase, exit, hard)
        .flatMap(Optional::stream)
        .min(Comparator.comparing(Moment::at).thenComparing(Moment::due));
  }

  /** The limit that has come. */
  static Optional<Due> at(TaskState state, LifecycleLimits limits, Instant now) {
    return next(state, limits).filter(moment -> !now.isBefore(moment.at())).map(Moment::due);
  }

  private static boolean isWorking(TaskStatus status) {
    return switch (status) {
      case RUNNING, AWAITING_APPROVAL -> true;
      case PENDING_UPLOADS,
          SUBMITTED,
          QUEUED,
          HYDRATING,
          FINALIZING,
          COMPLETED,
          FAILED,
          CANCELLED,
          TIMED_OUT ->
          false;
    };
  }

  private static Due ofPhase(TaskState state) {
    return switch (state.status()) {
      case PENDING_UPLOADS -> UPLOADS;
      case SUBMITTED -> ADMISSION;
      case QUEUED -> QUEUE;
      case HYDRATING -> state.moments().hydratedAt().isPresent() ? START : HYDRATION;
      case RUNNING -> RUN_TIME;
      case FINALIZING -> SETTLE;
      case AWAITING_APPROVAL, COMPLETED, FAILED, CANCELLED, TIMED_OUT ->
          throw new IllegalStateException(state.status() + " has no phase end");
    };
  }

  /** A limit and when it comes. */
  record Moment(Instant at, Due due) {}
}
