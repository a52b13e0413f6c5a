package dev.berth.engine.admission;

import dev.berth.core.id.TaskId;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;

/** Admits or queues one submitted task. */
public final class AdmitJob implements JobHandler {
  private final Admission admission;

  public AdmitJob(Admission admission) {
    this.admission = admission;
  }

  @Override
  public JobKind kind() {
    return JobKind.ADMIT;
  }

  @Override
  public Next run(String key) {
    admission.admit(new TaskId(key));
    return Next.done();
  }
}
