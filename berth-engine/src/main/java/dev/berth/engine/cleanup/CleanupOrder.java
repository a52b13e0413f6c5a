package dev.berth.engine.cleanup;

import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseState;
import java.util.List;
import java.util.Optional;

/**
 * What must be settled before what. Besides the leases that a lease itself names: a workspace waits
 * until every process of its session is proven gone, however long that takes, since nothing may
 * work in a directory that something else deletes; a grant waits for processes until they are
 * stuck; room and branch wait for the task's end, since a verification uses the room and the
 * outcome decides about the branch. Pure.
 */
final class CleanupOrder {
  private CleanupOrder() {}

  /**
   * Why a lease has to wait, if it has to.
   *
   * @param leases all leases of the task's sessions
   * @param taskEnded whether the task is terminal
   */
  static Optional<String> blocked(Lease lease, List<Lease> leases, boolean taskEnded) {
    Optional<String> named = named(lease, leases);
    if (named.isPresent()) {
      return named;
    }
    return switch (lease.kind()) {
      case PROCESS, CONTAINER -> Optional.empty();
      case WORKSPACE -> process(lease, leases, false);
      case GATEWAY_GRANT -> process(lease, leases, true);
      case CAPACITY ->
          taskEnded
              ? anyProcess(leases)
              : Optional.of("the task has not ended, and may still need the room");
      case BRANCH ->
          taskEnded ? Optional.empty() : Optional.of("the outcome decides about the branch");
    };
  }

  private static Optional<String> named(Lease lease, List<Lease> leases) {
    return leases.stream()
        .filter(other -> names(lease, other.id()) && !isGivenUp(other))
        .filter(other -> !other.state().isSettled())
        .findFirst()
        .map(CleanupOrder::waitsFor);
  }

  private static boolean names(Lease lease, LeaseId other) {
    return lease.after().contains(other);
  }

  private static Optional<String> process(Lease lease, List<Lease> leases, boolean untilStuck) {
    return leases.stream()
        .filter(other -> other.kind().isSandbox() && other.owner().equals(lease.owner()))
        .filter(other -> !other.state().isSettled() && !(untilStuck && isGivenUp(other)))
        .findFirst()
        .map(CleanupOrder::waitsFor);
  }

  private static Optional<String> anyProcess(List<Lease> leases) {
    return leases.stream()
        .filter(other -> other.kind().isSandbox() && !other.state().isSettled())
        .findFirst()
        .map(CleanupOrder::waitsFor);
  }

  private static boolean isGivenUp(Lease lease) {
    return lease.state() == LeaseState.STUCK;
  }

  private static String waitsFor(Lease other) {
    return "waits for the "
        + other.kind().name().toLowerCase(java.util.Locale.ROOT)
        + " "
        + other.id();
  }
}
