package dev.berth.core.sweep;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Journals of sweeps, inside a unit of work: per name, lines that are only ever appended, and who
 * may append until when. It keeps; who may do what is decided by its caller.
 */
public interface SweepJournalStore {
  /**
   * Who may write.
   *
   * @param token grows with every holder
   * @param until by the clock of whoever took it
   */
  record Lock(long token, String holder, Instant until) {}

  /**
   * The lock that was given out last; none if none ever was. Until the unit of work ends, nobody
   * else reads or changes this journal's lock. For units of work that write.
   */
  Optional<Lock> lock(String journal);

  /** Replaces the lock, which {@link #lock} has read in the same unit of work. */
  void put(String journal, Lock lock);

  /**
   * Appends a line; the journal's lock has been read in the same unit of work.
   *
   * @param token under which it is written
   */
  void append(String journal, long token, String line, Instant at);

  /** All lines, oldest first. */
  List<String> lines(String journal);
}
