package dev.berth.stacks.report;

import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.SweepLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a ledger knows about sweeps: for people who ask how it stands.
 *
 * @param events how many it holds
 * @param since when the first was written; none if there is none
 * @param last the run that ended last
 * @param alerts keys of open alerts, with when they were opened
 * @param unanswered requests of which no answer was written: a run was killed there
 */
public record LedgerStatus(
    int events,
    Optional<Instant> since,
    Optional<LedgerEvent.RunEnded> last,
    Map<String, Instant> alerts,
    List<LedgerEvent.Intended> unanswered) {
  public LedgerStatus {
    alerts = Map.copyOf(alerts);
    unanswered = List.copyOf(unanswered);
  }

  /** The status of a ledger with these contents. */
  public static LedgerStatus of(SweepLedger.Contents contents) {
    Optional<LedgerEvent.RunEnded> last = Optional.empty();
    Map<String, Instant> alerts = new TreeMap<>();
    List<LedgerEvent.Intended> unanswered = new ArrayList<>();
    for (LedgerEvent event : contents.events()) {
      switch (event) {
        case LedgerEvent.RunEnded ended -> last = Optional.of(ended);
        case LedgerEvent.AlertOpened(Instant at, String key) -> alerts.putIfAbsent(key, at);
        case LedgerEvent.AlertResolved(_, String key) -> alerts.remove(key);
        case LedgerEvent.Intended intended -> unanswered.add(intended);
        case LedgerEvent.Answered answered ->
            unanswered.removeIf(
                one ->
                    one.run().equals(answered.run())
                        && one.id().equals(answered.id())
                        && one.action().equals(answered.action()));
        case LedgerEvent.Gone gone -> unanswered.removeIf(one -> one.id().equals(gone.id()));
        case LedgerEvent.Seen _, LedgerEvent.InterfaceSeen _, LedgerEvent.Belonged _ -> {}
        case LedgerEvent.Owned _, LedgerEvent.Approved _ -> {}
      }
    }
    return new LedgerStatus(
        contents.events().size(),
        contents.events().stream().findFirst().map(LedgerEvent::at),
        last,
        alerts,
        unanswered);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        since
            .map(at -> "The ledger holds %d events since %s.".formatted(events, at))
            .orElse("The ledger is empty: what is seen now counts from now."));
    last.ifPresent(
        run ->
            lines.add(
                "The last run, %s, ended at %s with exit code %d."
                    .formatted(run.run(), run.at(), run.exitCode())));
    new TreeMap<>(alerts)
        .forEach((key, at) -> lines.add("ALERT  %s is open since %s".formatted(key, at)));
    unanswered.forEach(
        one ->
            lines.add(
                "CUT SHORT  %s: %s of %s at %s has no answer; the next run looks at it"
                    .formatted(one.run(), one.action(), one.id(), one.at())));
    return lines;
  }

  void write(ObjectNode node) {
    node.put("events", events);
    since.ifPresent(at -> node.put("since", at.toString()));
    last.ifPresent(
        run ->
            node.putObject("lastRun")
                .put("run", run.run())
                .put("endedAt", run.at().toString())
                .put("exitCode", run.exitCode()));
    ArrayNode open = node.putArray("openAlerts");
    new TreeMap<>(alerts)
        .forEach((key, at) -> open.addObject().put("key", key).put("since", at.toString()));
    ArrayNode cut = node.putArray("unanswered");
    unanswered.forEach(
        one ->
            cut.addObject()
                .put("run", one.run())
                .put("id", one.id().toString())
                .put("action", one.action())
                .put("at", one.at().toString()));
  }
}
