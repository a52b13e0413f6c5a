package dev.berth.gateway.git;

import dev.berth.core.id.LeaseId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many bytes of packs each session leaves in its mirror. What superseded commits brought stays
 * there until the session's checkpoint is pruned, so pushing again and again would fill the disk.
 * Kept in memory: a session that lives through a restart begins anew. Thread-safe.
 */
final class PushBudget {
  /** More than there are sessions at a time; those that were not used for longest go first. */
  private static final int MOST_SESSIONS = 10_000;

  private final long most;
  private final Map<LeaseId, Long> taken = new Recent();

  PushBudget(long most) {
    this.most = most;
  }

  /** Sets bytes aside for a push, as many as are wanted or as are left: perhaps none. */
  synchronized long take(LeaseId session, long wanted) {
    long before = taken.getOrDefault(session, 0L);
    long share = Math.clamp(most - before, 0, wanted);
    taken.put(session, before + share);
    return share;
  }

  /** The push left fewer bytes than were set aside. */
  synchronized void giveBack(LeaseId session, long bytes) {
    taken.computeIfPresent(session, (_, before) -> Math.max(0, before - bytes));
  }

  private static final class Recent extends LinkedHashMap<LeaseId, Long> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<LeaseId, Long> eldest) {
      return size() > MOST_SESSIONS;
    }
  }
}
