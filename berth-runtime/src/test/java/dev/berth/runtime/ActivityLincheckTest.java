package dev.berth.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The ping state machine under every interleaving that Lincheck comes to, against {@link
 * OneThread}: what each caller is told has to fit some order of the calls. A task and an invocation
 * are open at the beginning.
 */
public class ActivityLincheckTest {
  static final int CAP = 2;

  private final AtomicLong second = new AtomicLong(1);
  private final Activity activity =
      new Activity(() -> Instant.ofEpochSecond(second.get()), Optional.empty());
  private final TaskHandle task = activity.begin("task", Activity.Kind.TASK);

  public ActivityLincheckTest() {
    activity.begin("invocation", Activity.Kind.INVOCATION);
  }

  /** A second passes. */
  @Operation
  public void tick() {
    second.incrementAndGet();
  }

  @Operation
  public void begin() {
    activity.begin("another", Activity.Kind.TASK);
  }

  @Operation
  public void closeTask() {
    task.close();
  }

  @Operation
  public void force(@Param(gen = BooleanGen.class) boolean busy) {
    activity.force(status(busy));
  }

  @Operation
  public void clear() {
    activity.clearForced();
  }

  @Operation
  public void report(@Param(gen = BooleanGen.class) boolean busy) {
    activity.report(Optional.of(status(busy)));
  }

  @Operation
  public void reportNothing() {
    activity.report(Optional.empty());
  }

  @Operation
  public String ping() {
    Activity.Snapshot now = activity.snapshot();
    return now.status() + " since " + now.since().getEpochSecond() + ", open " + now.running();
  }

  @Operation
  public boolean idle() throws InterruptedException {
    return activity.awaitIdle(Duration.ZERO);
  }

  private static PingStatus status(boolean busy) {
    return busy ? PingStatus.HEALTHY_BUSY : PingStatus.HEALTHY;
  }

  /** The same in the simplest words, for one thread. */
  public static final class OneThread {
    private long second = 1;
    private long since = 1;
    private int open = 2;
    private int invocations = 1;
    private boolean taskOpen = true;
    private boolean invocationOpen = true;
    private Optional<PingStatus> forced = Optional.empty();
    private Optional<PingStatus> reported = Optional.empty();
    private PingStatus last = PingStatus.HEALTHY_BUSY;

    public void tick() {
      second++;
    }

    public void begin() {
      open++;
      settle();
    }

    public boolean invoke() {
      if (invocations == CAP) {
        return false;
      }
      invocations++;
      begin();
      return true;
    }

    public void closeTask() {
      open -= taskOpen ? 1 : 0;
      taskOpen = false;
      settle();
    }

    public void closeInvocation() {
      open -= invocationOpen ? 1 : 0;
      invocations -= invocationOpen ? 1 : 0;
      invocationOpen = false;
      settle();
    }

    public void force(boolean busy) {
      forced = Optional.of(status(busy));
      settle();
    }

    public void clear() {
      forced = Optional.empty();
      settle();
    }

    public void report(boolean busy) {
      reported = Optional.of(status(busy));
      settle();
    }

    public void reportNothing() {
      reported = Optional.empty();
      settle();
    }

    public String ping() {
      return last + " since " + since + ", open " + open;
    }

    public boolean idle() {
      return open == 0;
    }

    public int open() {
      return open;
    }

    private void settle() {
      PingStatus now = forced.or(() -> reported).orElse(status(open > 0));
      since = now == last ? since : second;
      last = now;
    }
  }

  @Test
  void eachAnswerFitsAnOrderOfTheCalls() {
    new ModelCheckingOptions()
        .iterations(6)
        .invocationsPerIteration(50)
        .threads(2)
        .actorsPerThread(3)
        .sequentialSpecification(OneThread.class)
        .check(ActivityLincheckTest.class);
  }

  @Test
  @Tag("long")
  void eachAnswerFitsAnOrderOfManyCalls() {
    new ModelCheckingOptions()
        .iterations(20)
        .invocationsPerIteration(200)
        .threads(2)
        .actorsPerThread(4)
        .sequentialSpecification(OneThread.class)
        .check(ActivityLincheckTest.class);
  }
}
