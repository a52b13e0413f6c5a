package dev.berth.runtime;

import java.time.Instant;
import java.util.Optional;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Handles that are opened and closed, some of them twice, under every interleaving that Lincheck
 * comes to, against {@link ActivityLincheckTest.OneThread}.
 */
public class TaskHandleLincheckTest {
  private final Activity activity = new Activity(() -> Instant.EPOCH, Optional.empty());
  private final TaskHandle task = activity.begin("task", Activity.Kind.TASK);
  private final TaskHandle invocation =
      activity.beginInvocation(ActivityLincheckTest.CAP).orElseThrow();

  @Operation
  public void begin() {
    activity.begin("another", Activity.Kind.TASK);
  }

  @Operation
  public boolean invoke() {
    return activity.beginInvocation(ActivityLincheckTest.CAP).isPresent();
  }

  @Operation
  public void closeTask() {
    task.close();
  }

  @Operation
  public void closeInvocation() {
    invocation.close();
  }

  @Operation
  public int open() {
    return activity.snapshot().running();
  }

  @Test
  void whatIsOpenIsCountedOnce() {
    new ModelCheckingOptions()
        .iterations(10)
        .invocationsPerIteration(30)
        .threads(2)
        .actorsPerThread(3)
        .sequentialSpecification(ActivityLincheckTest.OneThread.class)
        .check(TaskHandleLincheckTest.class);
  }

  @Test
  @Tag("long")
  void whatIsOpenIsCountedOnceInManyRuns() {
    new ModelCheckingOptions()
        .iterations(20)
        .invocationsPerIteration(200)
        .threads(2)
        .actorsPerThread(4)
        .sequentialSpecification(ActivityLincheckTest.OneThread.class)
        .check(TaskHandleLincheckTest.class);
  }
}
