package dev.berth.engine.retention;

import dev.berth.core.blob.BlobStore;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what is past its retention, at start and from then on. A look is many short units of
 * work, none of which depends on the one before: after a crash the next one goes on. It keeps a run
 * short and pauses between two, so that the writer is everybody's. Thread-safe.
 */
public final class Retention implements JobHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** Key of the job that deletes tasks. */
  public static final String TASKS = "tasks";

  /** Key of the job that deletes blobs. */
  public static final String BLOBS = "blobs";

  /** A job takes 10 s at most. */
  private static final Duration LONGEST = Duration.ofSeconds(4);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Parts parts;
  private final RetentionSettings settings;
  private final ExpiredTasks tasks;
  private final UnusedBlobs blobs;

  /**
   * @param ledgerBehind whether things were seen that are newer than the ledger: then rows are
   *     missing, and what nobody refers to may still be somebody's
   */
  public Retention(Parts parts, RetentionSettings settings, BooleanSupplier ledgerBehind) {
    this.parts = parts;
    this.settings = settings;
    this.tasks = new ExpiredTasks(parts.database());
    this.blobs = new UnusedBlobs(parts.database(), parts.blobs(), ledgerBehind);
  }

  /** What it works with. */
  public record Parts(Database database, BlobStore blobs, Jobs jobs, Time time) {}

  /**
   * What was deleted since the start.
   *
   * @param tasks with everything that belongs to them
   * @param blobs that nobody referred to
   * @param bytes of those
   */
  public record Report(long tasks, long blobs, long bytes) {}

  /** Asks for a look now, and so for all the later ones. */
  public void begin() {
    parts
        .database()
        .write(
            tx -> {
              Instant now = parts.time().now();
              List.of(TASKS, BLOBS)
                  .forEach(key -> parts.jobs().schedule(tx, JobKind.RETENTION, key, now));
              return true;
            });
  }

  public Report report() {
    UnusedBlobs.Deleted deleted = blobs.deleted();
    return new Report(tasks.deleted(), deleted.blobs(), deleted.bytes());
  }

  @Override
  public JobKind kind() {
    return JobKind.RETENTION;
  }

  @Override
  public Next run(String key) {
    return switch (key) {
      case TASKS -> look(tasks, settings.tasks());
      case BLOBS -> look(blobs, settings.blobs());
      // Of a newer version, which has gone again: it will ask anew when it comes back.
      default -> Next.done();
    };
  }

  private Next look(Look look, Duration kept) {
    Instant before = parts.time().now().minus(kept);
    long end = parts.time().nanos() + LONGEST.toNanos();
    boolean more = true;
    for (int i = 0; more && i < look.unitsAtOnce() && parts.time().nanos() < end; i++) {
      more = look.unit(before);
    }
    if (!more) {
      look.summary().ifPresent(words -> LOG.info("retention deleted {}", words));
    }
    return Next.again(parts.time().now().plus(more ? PAUSE : settings.interval()));
  }

  /** Something that is deleted for its age, one unit of work at a time. */
  sealed interface Look permits ExpiredTasks, UnusedBlobs {
    /** Does one; whether there may be more. */
    boolean unit(Instant before);

    /** So many in one run. */
    int unitsAtOnce();

    /** What this look deleted, when it deleted anything; the next one counts anew. */
    Optional<String> summary();
  }
}
