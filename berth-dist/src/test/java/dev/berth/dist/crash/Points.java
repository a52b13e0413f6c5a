package dev.berth.dist.crash;

import dev.berth.core.lease.LeaseKind;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.waypoint.Waypoint;
import dev.berth.engine.job.JobKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All points at which the server can be killed, made from the transition table, the job registry
 * and the kinds of leases; and those that nothing in this product passes yet, with the reason.
 */
final class Points {
  private static final Map<String, String> NOT_YET = notYet();

  private Points() {}

  /** Rows of the transition table. */
  static List<String> rows() {
    return new TaskLifecycle(LifecycleLimits.defaults()).rows();
  }

  /** Every point, in the order of table, jobs and leases. */
  static List<String> all() {
    List<Waypoint> all = new ArrayList<>();
    for (String row : rows()) {
      all.add(Waypoint.beforeCommit(row));
      all.add(Waypoint.afterCommit(row));
    }
    for (JobKind kind : JobKind.values()) {
      all.add(Waypoint.beforeJob(kind.stored()));
      all.add(Waypoint.afterJob(kind.stored()));
    }
    for (LeaseKind kind : LeaseKind.values()) {
      all.add(Waypoint.intended(kind));
      all.add(Waypoint.made(kind));
      all.add(Waypoint.held(kind));
    }
    return all.stream().map(Waypoint::name).toList();
  }

  /** Points that a task can pass. */
  static List<String> reachable() {
    return all().stream().filter(point -> whyNot(point).isEmpty()).toList();
  }

  /** Why nothing passes a point yet; empty when something does. */
  static Optional<String> whyNot(String point) {
    return NOT_YET.entrySet().stream()
        .filter(entry -> point.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** What of the list above names no point: it would hide nothing, and be a mistake. */
  static List<String> staleReasons() {
    return NOT_YET.keySet().stream()
        .filter(part -> all().stream().noneMatch(point -> point.contains(part)))
        .toList();
  }

  private static Map<String, String> notYet() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("transition / PENDING_UPLOADS /", "there are no uploads yet");
    parts.put("transition / AWAITING_APPROVAL /", "no scenario of the campaign raises a gate yet");
    parts.put("/ gate raised /", "no scenario of the campaign raises a gate yet");
    parts.put("job / gate_expiry /", "no scenario of the campaign raises a gate yet");
    parts.put("/ session suspended /", "no backend suspends yet");
    parts.put("/ session resumed /", "no backend suspends yet");
    parts.put("HYDRATING / result reported", "session init says hello before its agent can speak");
    parts.put("HYDRATING / exhausted", "session init says hello before its agent can use anything");
    parts.put("lease / CONTAINER /", "the campaign's sessions are processes");
    parts.put("lease / CAPACITY /", "a row of the database: made and held in the grant's commit");
    return parts;
  }
}
