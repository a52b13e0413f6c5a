package dev.berth.testkit.store;

import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * What all suites of stores share. The database is open before each test and may hold others' rows.
 */
public abstract class StoreContract {
  /** Records with ids that no other test has. */
  protected final Samples samples;

  protected StoreContract(Samples samples) {
    this.samples = samples;
  }

  /** The database under test. */
  protected abstract Database database();

  protected final <T> T write(Function<Tx, T> work) {
    return database().write(work);
  }

  protected final void writing(Consumer<Tx> work) {
    write(
        tx -> {
          work.accept(tx);
          return true;
        });
  }

  protected final <T> T read(Function<Tx, T> work) {
    return database().read(work);
  }

  /** Reads what may not be there. */
  protected final <T> Optional<T> found(Function<Tx, Optional<T>> work) {
    return database().read(work);
  }

  /** Reads rows. */
  protected final <T> List<T> rows(Function<Tx, List<T>> work) {
    return database().read(work);
  }

  /** Reads a number. */
  protected final long counted(Function<Tx, ? extends Number> work) {
    return database().<Number>read(work::apply).longValue();
  }

  /** Writes, and answers how many. */
  protected final long changed(Function<Tx, ? extends Number> work) {
    return database().<Number>write(work::apply).longValue();
  }

  /** Whether a guarded write took place. */
  protected final boolean did(Function<Tx, Boolean> work) {
    return database().write(work);
  }

  /** Runs all at the same moment, each on its own thread, and answers what they answered. */
  protected static <T> List<T> together(int count, IntFunction<Callable<T>> work) {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<T>> futures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        Callable<T> each = work.apply(i);
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return each.call();
                }));
      }
      start.countDown();
      List<T> answers = new ArrayList<>();
      for (Future<T> future : futures) {
        answers.add(future.get());
      }
      return answers;
    } catch (ExecutionException e) {
      throw new AssertionError("a thread failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
