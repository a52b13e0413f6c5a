package dev.berth.gateway.egress;

import dev.berth.core.egress.EgressRefusal;
import dev.berth.core.gate.Gates;
import dev.berth.core.gate.Gates.Answer;
import dev.berth.core.gateway.Grant;
import dev.berth.gateway.egress.EgressPolicies.Reach;
import dev.berth.gateway.egress.TrafficMeter.Way;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says whether a session may reach a target, and at which addresses: the repository's list first,
 * then rules and people, then what the name resolves to. Thread-safe.
 */
final class TargetJudge {
  private final EgressDoor.Settings settings;
  private final EgressPolicies policies;
  private final EgressDoor.Resolver resolver;
  private final HostGates gates;

  TargetJudge(
      EgressDoor.Settings settings,
      EgressPolicies policies,
      EgressDoor.Resolver resolver,
      HostGates gates) {
    this.settings = settings;
    this.policies = policies;
    this.resolver = resolver;
    this.gates = gates;
  }

  /** What becomes of a connection. */
  sealed interface Judgement {
    /** It may go to any of these addresses, and to no other. */
    record Reachable(List<InetAddress> addresses) implements Judgement {}

    /** It is refused, and that is worth a note. */
    record Denied(Refused refused, String words) implements Judgement {}

    /** A human is asked; the same may be asked again. */
    record Waits(Answer.Pending pending) implements Judgement {}
  }

  Judgement judge(Grant grant, TrafficMeter meter, Target target) {
    Reach reach = policies.of(grant);
    Optional<EgressRefusal> refusal = listed(meter, reach.rules(), target);
    if (refusal.isPresent()) {
      return denied(reach, new Refused(target, refusal.get()));
    }
    return switch (gates.ask(grant, target)) {
      case Answer.Allowed _ -> resolved(reach, target);
      case Answer.Pending pending -> new Judgement.Waits(pending);
      case Answer.Denied denied -> byRule(target, denied);
    };
  }

  private Optional<EgressRefusal> listed(TrafficMeter meter, EgressRules rules, Target target) {
    if (isForbidden(settings.forbiddenHosts(), target)) {
      return Optional.of(EgressRefusal.OWN_DOOR);
    }
    if (!rules.allows(target)) {
      return Optional.of(EgressRefusal.NOT_LISTED);
    }
    if (meter.isSpent(Way.SENT)) {
      return Optional.of(EgressRefusal.SENT_TOO_MUCH);
    }
    return meter.isSpent(Way.RECEIVED)
        ? Optional.of(EgressRefusal.RECEIVED_TOO_MUCH)
        : Optional.empty();
  }

  /** Whether a target is, or is below, a host with a door of its own. */
  static boolean isForbidden(Set<String> forbidden, Target target) {
    return forbidden.stream()
        .anyMatch(h -> target.host().equals(h) || target.host().endsWith("." + h));
  }

  private static Judgement byRule(Target target, Gates.Answer.Denied denied) {
    return new Judgement.Denied(
        new Refused(target, EgressRefusal.RULE),
        "%s is not allowed: %s (%s%s). %s"
            .formatted(
                target,
                denied.reason(),
                denied.code(),
                denied.rules().isEmpty() ? "" : ": " + String.join(", ", denied.rules()),
                denied.code().remedy()));
  }

  private Judgement resolved(Reach reach, Target target) {
    List<InetAddress> addresses;
    try {
      addresses = resolver.resolve(target.host());
    } catch (UnknownHostException e) {
      return denied(reach, new Refused(target, EgressRefusal.UNRESOLVED));
    }
    return addresses.isEmpty() || !mayBeReached(target, addresses)
        ? denied(reach, new Refused(target, EgressRefusal.NOT_PUBLIC))
        : new Judgement.Reachable(addresses);
  }

  /** All addresses must be allowed, so that none can be chosen. */
  private boolean mayBeReached(Target target, List<InetAddress> addresses) {
    boolean mayBePrivate = settings.privateHosts().contains(target.host());
    return addresses.stream()
        .map(Addresses::kind)
        .allMatch(
            kind ->
                switch (kind) {
                  case PUBLIC -> true;
                  case PRIVATE -> mayBePrivate;
                  case NEVER -> false;
                });
  }

  private static Judgement denied(Reach reach, Refused refused) {
    EgressRefusal reason = refused.reason();
    return new Judgement.Denied(
        refused,
        refused.target()
            + " is not allowed: "
            + reason.words()
            + ". "
            + reason.remedy(reach.repo(), refused.target().toString()));
  }
}
