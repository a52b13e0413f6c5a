package dev.berth.core.task;

import static dev.berth.core.task.Signal.Kind.ADMISSION_REFUSED;
import static dev.berth.core.task.Signal.Kind.CANCEL;
import static dev.berth.core.task.Signal.Kind.EXHAUSTED;
import static dev.berth.core.task.Signal.Kind.GATE_CLOSED;
import static dev.berth.core.task.Signal.Kind.GATE_RAISED;
import static dev.berth.core.task.Signal.Kind.GRANTED;
import static dev.berth.core.task.Signal.Kind.HYDRATED;
import static dev.berth.core.task.Signal.Kind.NO_ROOM;
import static dev.berth.core.task.Signal.Kind.OBSERVER_BACK;
import static dev.berth.core.task.Signal.Kind.RESULT_REPORTED;
import static dev.berth.core.task.Signal.Kind.SESSION_EXITED;
import static dev.berth.core.task.Signal.Kind.SESSION_LOST;
import static dev.berth.core.task.Signal.Kind.SESSION_READY;
import static dev.berth.core.task.Signal.Kind.SESSION_RESUMED;
import static dev.berth.core.task.Signal.Kind.SESSION_SUSPENDED;
import static dev.berth.core.task.Signal.Kind.SETTLED;
import static dev.berth.core.task.Signal.Kind.START_FAILED;
import static dev.berth.core.task.Signal.Kind.TICK;
import static dev.berth.core.task.Signal.Kind.UPLOADS_CONFIRMED;
import static dev.berth.core.task.Signal.Kind.UPLOAD_BLOCKED;
import static dev.berth.core.task.TaskStatus.AWAITING_APPROVAL;
import static dev.berth.core.task.TaskStatus.CANCELLED;
import static dev.berth.core.task.TaskStatus.COMPLETED;
import static dev.berth.core.task.TaskStatus.FAILED;
import static dev.berth.core.task.TaskStatus.FINALIZING;
import static dev.berth.core.task.TaskStatus.HYDRATING;
import static dev.berth.core.task.TaskStatus.PENDING_UPLOADS;
import static dev.berth.core.task.TaskStatus.QUEUED;
import static dev.berth.core.task.TaskStatus.RUNNING;
import static dev.berth.core.task.TaskStatus.SUBMITTED;
import static dev.berth.core.task.TaskStatus.TIMED_OUT;

import dev.berth.core.error.ErrorCode;
import java.util.EnumSet;
import java.util.Set;

/**
 * What pairs of status and signal are answered with of which no row is taken: it is so already, or
 * not possible.
 */
final class TaskAnswers {
  private static final Set<TaskStatus> BEFORE_SESSION =
      EnumSet.of(PENDING_UPLOADS, SUBMITTED, QUEUED);
  private static final Set<TaskStatus> WORKING = EnumSet.of(RUNNING, AWAITING_APPROVAL);

  private TaskAnswers() {}

  static void addTo(TransitionTable.Builder table) {
    answersBeforeSession(table);
    answersWithSession(table);
    answersOfGuards(table);
    table.answer(
        EnumSet.of(COMPLETED, FAILED, CANCELLED, TIMED_OUT),
        EnumSet.allOf(Signal.Kind.class),
        new Answer.Refused(ErrorCode.TASK_ALREADY_TERMINAL, "the task has ended"));
  }

  private static void answersBeforeSession(TransitionTable.Builder table) {
    Set<Signal.Kind> ofSession =
        EnumSet.of(
            HYDRATED,
            SESSION_READY,
            START_FAILED,
            SESSION_EXITED,
            SESSION_LOST,
            GATE_RAISED,
            GATE_CLOSED,
            RESULT_REPORTED,
            EXHAUSTED,
            SESSION_SUSPENDED,
            SESSION_RESUMED,
            OBSERVER_BACK,
            SETTLED);
    table
        .answer(BEFORE_SESSION, ofSession, illegal("the task has no session yet"))
        .answer(
            EnumSet.of(PENDING_UPLOADS),
            EnumSet.of(GRANTED, NO_ROOM, ADMISSION_REFUSED),
            illegal("attachments are still to come"))
        .answer(EnumSet.of(QUEUED), EnumSet.of(NO_ROOM), so("the task waits already"));
  }

  private static void answersWithSession(TransitionTable.Builder table) {
    Set<TaskStatus> admitted = EnumSet.of(HYDRATING, RUNNING, AWAITING_APPROVAL, FINALIZING);
    Set<TaskStatus> uploaded = EnumSet.copyOf(admitted);
    uploaded.addAll(EnumSet.of(SUBMITTED, QUEUED));
    table
        .answer(uploaded, EnumSet.of(UPLOADS_CONFIRMED), so("the attachments are there"))
        .answer(uploaded, EnumSet.of(UPLOAD_BLOCKED), illegal("the attachments were accepted"))
        .answer(admitted, EnumSet.of(GRANTED), illegal("the task has a session already"))
        .answer(admitted, EnumSet.of(NO_ROOM, ADMISSION_REFUSED), so("the task was admitted"))
        .answer(
            EnumSet.of(HYDRATING),
            EnumSet.of(GATE_CLOSED, SESSION_SUSPENDED, SESSION_RESUMED),
            illegal("the session is not ready"))
        .answer(
            EnumSet.of(HYDRATING, RUNNING, AWAITING_APPROVAL),
            EnumSet.of(SETTLED),
            illegal("the task is not being finalised"))
        .answer(
            WORKING, EnumSet.of(HYDRATED, SESSION_READY, START_FAILED), so("the session is ready"))
        .answer(EnumSet.of(RUNNING), EnumSet.of(GATE_CLOSED), so("no gate is pending"))
        .answer(
            EnumSet.of(FINALIZING),
            EnumSet.of(GATE_RAISED),
            new Answer.Refused(ErrorCode.SESSION_PHASE, "the task is being finalised"))
        .answer(
            EnumSet.of(FINALIZING),
            EnumSet.of(
                HYDRATED,
                SESSION_READY,
                START_FAILED,
                SESSION_EXITED,
                SESSION_LOST,
                GATE_CLOSED,
                RESULT_REPORTED,
                EXHAUSTED,
                SESSION_SUSPENDED,
                SESSION_RESUMED,
                OBSERVER_BACK),
            so("the task is being finalised; its first cause stays"));
  }

  /** What pairs are answered with when none of their guards holds. */
  private static void answersOfGuards(TransitionTable.Builder table) {
    Set<TaskStatus> live =
        EnumSet.of(
            PENDING_UPLOADS, SUBMITTED, QUEUED, HYDRATING, RUNNING, AWAITING_APPROVAL, FINALIZING);
    table
        .answer(live, EnumSet.of(TICK), so("nothing is due"))
        .answer(EnumSet.of(HYDRATING), EnumSet.of(HYDRATED), so("the context is complete"))
        .answer(
            EnumSet.of(HYDRATING, RUNNING, AWAITING_APPROVAL),
            EnumSet.of(GATE_RAISED),
            new Answer.Refused(
                ErrorCode.GATES_EXHAUSTED, "the task has raised as many gates as it may"))
        .answer(WORKING, EnumSet.of(SESSION_EXITED), so("its end is known"))
        .answer(WORKING, EnumSet.of(SESSION_SUSPENDED), so("it is suspended"))
        .answer(WORKING, EnumSet.of(SESSION_RESUMED), so("it is not suspended"))
        .answer(EnumSet.of(AWAITING_APPROVAL), EnumSet.of(GATE_CLOSED), new Answer.Never())
        .answer(EnumSet.of(FINALIZING), EnumSet.of(SETTLED), new Answer.Never())
        .answer(
            EnumSet.of(FINALIZING),
            EnumSet.of(CANCEL),
            so("the task is being finalised; its first cause stays"));
  }

  private static Answer so(String reason) {
    return new Answer.AlreadySo(reason);
  }

  private static Answer illegal(String detail) {
    return new Answer.Refused(ErrorCode.ILLEGAL_TRANSITION, detail);
  }
}
