package dev.berth.engine.admission;

import dev.berth.core.time.Time;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;

/** Gives what became free to tasks that wait, one transaction each. */
public final class GrantJob implements JobHandler {
  /** So many in one run; the rest in the next, so that a run stays short. */
  private static final int AT_ONCE = 50;

  private final Admission admission;
  private final Time time;

  public GrantJob(Admission admission, Time time) {
    this.admission = admission;
    this.time = time;
  }

  @Override
  public JobKind kind() {
    return JobKind.GRANT;
  }

  @Override
  public Next run(String key) {
    for (int i = 0; i < AT_ONCE; i++) {
      if (!admission.grantNext()) {
        return Next.done();
      }
    }
    return Next.again(time.now());
  }
}
