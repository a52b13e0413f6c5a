package dev.berth.stacks.run;

import dev.berth.stacks.plan.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Goes through the deletes of a plan wave by wave, several of a wave at a time. When the cloud asks
 * to slow down, half as many; after a steady wave, one more. Confined to one thread.
 */
final class Passes {
  private final Touch touch;
  private final int widest;
  private int width;

  Passes(Touch touch, int widest) {
    this.touch = touch;
    this.widest = widest;
    this.width = widest;
  }

  /**
   * One pass over these.
   *
   * @return whether the cloud asked to slow down
   */
  boolean pass(List<Decision.Delete> deletes, Touch.Picture picture) {
    Map<Integer, List<Decision.Delete>> waves = new TreeMap<>();
    for (Decision.Delete delete : deletes) {
      waves.computeIfAbsent(delete.wave(), wave -> new ArrayList<>()).add(delete);
    }
    boolean slower = false;
    for (List<Decision.Delete> wave : waves.values()) {
      for (int from = 0; from < wave.size(); ) {
        List<Decision.Delete> batch = wave.subList(from, Math.min(wave.size(), from + width));
        from += batch.size();
        boolean asked = together(batch, picture).contains(Touch.Pace.SLOWER);
        width = asked ? Math.max(1, width / 2) : Math.min(widest, width + 1);
        slower |= asked;
      }
    }
    return slower;
  }

  private List<Touch.Pace> together(List<Decision.Delete> batch, Touch.Picture picture) {
    if (batch.size() == 1) {
      return List.of(touch.delete(batch.getFirst(), picture));
    }
    List<Callable<Touch.Pace>> calls =
        batch.stream()
            .map(delete -> (Callable<Touch.Pace>) () -> touch.delete(delete, picture))
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Touch.Pace> paces = new ArrayList<>();
      for (Future<Touch.Pace> call : threads.invokeAll(calls)) {
        paces.add(call.get());
      }
      return paces;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a delete failed in an unforeseen way", e.getCause());
    }
  }
}
