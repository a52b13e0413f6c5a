package dev.berth.server;

import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.engine.admission.AdmissionSettings;
import dev.berth.engine.retention.RetentionSettings;
import dev.berth.engine.supervision.DiskFloor;
import dev.berth.engine.supervision.Supervisor;
import dev.berth.engine.task.TaskLimitsConfig;
import dev.berth.server.config.BerthConfig;

/** What the configuration says, in the words of the engine. */
final class EngineSettings {
  private EngineSettings() {}

  static SandboxSpec.ResourceLimits resources(EngineBase base) {
    BerthConfig.ProcessBackend process = base.config().process();
    return new SandboxSpec.ResourceLimits(
        process.memoryBytes(), process.processes(), process.diskBytes());
  }

  static AdmissionSettings admission(EngineBase base, Adapters adapters, DiskFloor floor) {
    BerthConfig.Limits limits = base.config().limits();
    return new AdmissionSettings(
        adapters.backend().name(),
        adapters.backend().capacity(),
        adapters.backend().longestLife(),
        limits.perUser(),
        limits.perRepo(),
        floor::shortage,
        limits.days());
  }

  static TaskLimitsConfig tasks(BerthConfig.Limits limits) {
    return new TaskLimitsConfig(
        limits.maxTurns(), limits.budgetMicroUsd(), limits.approvalTimeout());
  }

  static RetentionSettings retention(BerthConfig.RetentionConfig retention) {
    return new RetentionSettings(
        retention.tasks(), retention.blobs(), RetentionSettings.defaults().interval());
  }

  static Supervisor.Settings supervision(BerthConfig.Limits limits) {
    Supervisor.Settings usual = Supervisor.Settings.defaults();
    return new Supervisor.Settings(
        usual.interval(), usual.gap(), limits.silent(), limits.lost(), usual.flush());
  }

  static LifecycleLimits lifecycle(BerthConfig.Limits limits) {
    LifecycleLimits usual = LifecycleLimits.defaults();
    return new LifecycleLimits(
        usual.uploads(),
        usual.admission(),
        limits.queue(),
        limits.hydration(),
        limits.runTime(),
        usual.exitGrace(),
        limits.finalizing(),
        usual.settleAfterCancel(),
        usual.gateCap());
  }
}
