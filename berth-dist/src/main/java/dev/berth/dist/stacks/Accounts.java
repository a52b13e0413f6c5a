package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.core.time.Time;
import dev.berth.stacks.alert.AlertPort;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.ledger.SweepLedger;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Opens the account that a command works on. */
@FunctionalInterface
public interface Accounts {
  /**
   * An account, whose identity nobody has checked yet: each run does.
   *
   * @throws dev.berth.cli.command.CliException if there is no way to it
   */
  Opened open(Choice choice, CliContext context);

  /**
   * What the command line says.
   *
   * @param expected the account and region that are meant
   * @param simulated the seed of a simulated account, instead of a real one
   * @param sessions ids of sessions that may still run, by runtime
   * @param ledger directory of the ledger; empty text for the usual one
   */
  record Choice(
      Scope expected,
      OptionalLong simulated,
      Map<String, List<String>> sessions,
      String ledger,
      Alerting alerting) {
    public Choice {
      sessions = Map.copyOf(sessions);
    }
  }

  /**
   * Where alerts go.
   *
   * @param file where open ones are written; empty text for nowhere
   * @param webhook where they are posted; empty text for what the environment says
   */
  record Alerting(String file, String webhook) {}

  /** Everything that runs stand on. */
  record Opened(Cloud cloud, SweepLedger ledger, AlertPort alerts, Time time) {}
}
