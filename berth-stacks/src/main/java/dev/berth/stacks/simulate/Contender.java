package dev.berth.stacks.simulate;

import dev.berth.core.time.Time;
import dev.berth.stacks.alert.AlertPort;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.ledger.SweepLedger;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.run.Approval;
import dev.berth.stacks.run.RunReport;
import dev.berth.stacks.run.Sweeper;
import java.util.Optional;

/** Something that sweeps: ours, a mutant of ours, or another's way of doing it. */
@FunctionalInterface
public interface Contender {
  /**
   * One run.
   *
   * @return its report; none if this contender writes none
   */
  Optional<RunReport> sweep(Turn turn);

  /** Ours. */
  static Contender ours() {
    return turn -> {
      Sweeper sweeper = new Sweeper(turn.cloud(), turn.ledger(), turn.alerts(), turn.time());
      return Optional.of(
          switch (turn.task()) {
            case Task.Look() -> sweeper.plan(turn.policy(), turn.run());
            case Task.Watch() -> sweeper.watch(turn.policy(), turn.run());
            case Task.Apply(Approval approval) ->
                sweeper.apply(turn.policy(), approval, turn.run());
          });
    };
  }

  /** What a run is to do. */
  sealed interface Task {
    /** Changes nothing anywhere. */
    record Look() implements Task {}

    /** Changes nothing in the cloud. */
    record Watch() implements Task {}

    record Apply(Approval approval) implements Task {}
  }

  /** Everything that a run stands on. */
  record Turn(
      Cloud cloud,
      SweepLedger ledger,
      AlertPort alerts,
      Time time,
      SweepPolicy policy,
      String run,
      Task task) {
    public Turn withCloud(Cloud value) {
      return new Turn(value, ledger, alerts, time, policy, run, task);
    }

    public Turn withPolicy(SweepPolicy value) {
      return new Turn(cloud, ledger, alerts, time, value, run, task);
    }
  }
}
