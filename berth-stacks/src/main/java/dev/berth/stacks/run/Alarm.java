package dev.berth.stacks.run;

import dev.berth.stacks.alert.Alert;
import dev.berth.stacks.alert.AlertPort;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.plan.Decision;
import dev.berth.stacks.plan.Plan;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One alert per account and region: opened when something is past its lease and margin, updated
 * while that lasts, resolved when nothing is and the interfaces could be listed.
 */
final class Alarm {
  private static final int NAMED = 20;

  private final AlertPort port;
  private final Journal journal;

  Alarm(AlertPort port, Journal journal) {
    this.port = port;
    this.journal = journal;
  }

  static String key(Scope scope) {
    return "stacks/stuck/" + scope.account() + "/" + scope.region();
  }

  /** Brings the alert up to date; a warning if it could not be delivered. */
  Optional<String> tell(Plan plan, Memory memory, Instant now) {
    String key = key(plan.scope());
    boolean open = memory.openAlerts().contains(key);
    List<Decision.Wait> stuck =
        plan.waits().stream()
            .filter(Decision.Wait::stuck)
            .sorted(Comparator.comparing(wait -> wait.item().id()))
            .toList();
    if (!stuck.isEmpty()) {
      Alert alert = alert(key, plan.scope(), stuck);
      if (open) {
        return failure(port.update(alert));
      }
      // Written only after it was delivered: a lost delivery is tried again, and the port takes
      // the same key for the same alert.
      Optional<String> failed = failure(port.open(alert));
      if (failed.isEmpty()) {
        journal.write(List.of(new LedgerEvent.AlertOpened(now, key)));
      }
      return failed;
    }
    boolean sure = !plan.gaps().containsKey(ItemType.NETWORK_INTERFACE);
    if (open && sure) {
      Optional<String> failed =
          failure(port.resolve(key, now, "nothing is past its lease any more"));
      if (failed.isEmpty()) {
        journal.write(List.of(new LedgerEvent.AlertResolved(now, key)));
      }
      return failed;
    }
    return Optional.empty();
  }

  private static Alert alert(String key, Scope scope, List<Decision.Wait> stuck) {
    String lines =
        stuck.stream()
            .limit(NAMED)
            .map(
                wait ->
                    "- %s, since %s, %s".formatted(wait.item().id(), wait.since(), wait.reason()))
            .collect(Collectors.joining("\n"));
    Instant since = stuck.stream().map(Decision.Wait::since).min(Instant::compareTo).orElseThrow();
    String text =
        """
        %d things in %s are past their lease and its margin:
        %s
        Nobody but the service can release its interfaces. Open a case with the provider, naming \
        the interfaces; 'berth sweep status' shows what waits for them.
        """
            .formatted(stuck.size(), scope, lines);
    return new Alert(key, "Network interfaces stuck in " + scope, text, since);
  }

  private static Optional<String> failure(AlertPort.Delivery delivery) {
    return switch (delivery) {
      case AlertPort.Delivery.Done _ -> Optional.empty();
      case AlertPort.Delivery.Failed(String reason) ->
          Optional.of("the alert was not delivered: " + reason);
    };
  }
}
