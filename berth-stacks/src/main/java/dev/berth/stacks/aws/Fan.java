package dev.berth.stacks.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does the same with many things, a few at a time: where a listing needs one call for each. */
final class Fan {
  private static final int WIDTH = 8;

  private Fan() {}

  /**
   * In the order of the things.
   *
   * @param one what to do with each; throws nothing that is not a bug
   * @param otherwise for all of them if the thread is to stop
   */
  static <A, B> List<B> map(List<A> things, Function<A, B> one, Function<A, B> otherwise) {
    if (things.size() < 2) {
      return things.stream().map(one).toList();
    }
    List<Callable<B>> work = new ArrayList<>();
    things.forEach(thing -> work.add(() -> one.apply(thing)));
    try (ExecutorService few =
        Executors.newFixedThreadPool(
            Math.min(WIDTH, things.size()), Thread.ofVirtual().factory())) {
      List<B> done = new ArrayList<>();
      for (Future<B> future : few.invokeAll(work)) {
        done.add(future.get());
      }
      return done;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return things.stream().map(otherwise).toList();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call failed that answers failures as values", e);
    }
  }
}
