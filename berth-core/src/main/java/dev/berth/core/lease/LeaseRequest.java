package dev.berth.core.lease;

import java.time.Duration;
import java.util.List;

/**
 * What is to be acquired.
 *
 * @param createWithin how long the create call may take
 * @param after held leases that must be settled before this one is given back
 */
public record LeaseRequest(
    LeaseKind kind, LeaseOwner owner, Place place, Duration createWithin, List<HeldLease> after) {
  public LeaseRequest {
    after = List.copyOf(after);
  }
}
