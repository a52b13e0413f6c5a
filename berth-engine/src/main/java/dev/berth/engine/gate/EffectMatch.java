package dev.berth.engine.gate;

import dev.berth.core.gate.Gate;
import dev.berth.core.policy.Call;
import dev.berth.core.policy.Ruling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which gates say something about an effect that a door sees. */
final class EffectMatch {
  /** A command that was approved has this long to come to its effect. */
  static final Duration COMMAND = Duration.ofMinutes(15);

  private EffectMatch() {}

  /** The approval of this very effect. */
  static Optional<Gate> passing(List<Gate> gates, Ruling.Ask ask, String digest) {
    return gates.stream()
        .filter(gate -> isOpen(gate, digest))
        .filter(gate -> isOfDoor(gate) && gate.asked().inputSha256().equals(digest))
        .filter(gate -> gate.terms().rules().containsAll(ask.rules()))
        .findFirst();
  }

  /**
   * The approval of a command that said it would do this, which is bound to the first effect that
   * comes.
   */
  static Optional<Gate> passingCommand(
      List<Gate> gates, Ruling.Ask announced, String digest, Instant now) {
    return gates.stream()
        .filter(gate -> isOpen(gate, digest))
        .filter(gate -> !isOfDoor(gate) && announces(gate, announced))
        .filter(gate -> gate.uses().boundSha256().isPresent() || isFresh(gate, now))
        .findFirst();
  }

  /** Whether it is approved, and neither used nor another effect's. */
  private static boolean isOpen(Gate gate, String digest) {
    return gate.status() == Gate.Status.APPROVED
        && gate.uses().usedAt().isEmpty()
        && gate.uses().boundSha256().filter(b -> !b.equals(digest)).isEmpty();
  }

  /** The gate that waits for a decision about this very effect. */
  static Optional<Gate> waiting(List<Gate> gates, String digest) {
    return gates.stream()
        .filter(Gate::isPending)
        .filter(gate -> isOfDoor(gate) && gate.asked().inputSha256().equals(digest))
        .findFirst();
  }

  /** A human's no to the same step, a moment ago. */
  static Optional<Gate> denied(List<Gate> gates, Call call, Ruling.Ask ask, Instant now) {
    return gates.stream()
        .filter(gate -> wasDenied(gate, now))
        .filter(gate -> gate.asked().tool().equals(Raising.tool(call)))
        .filter(gate -> gate.asked().fingerprint().equals(ask.fingerprint()))
        .findFirst();
  }

  /** A human's no to a command that would have done this, a moment ago. */
  static Optional<Gate> deniedCommand(List<Gate> gates, Ruling.Ask ask, Instant now) {
    return gates.stream()
        .filter(gate -> wasDenied(gate, now) && !isOfDoor(gate) && announces(gate, ask))
        .findFirst();
  }

  private static boolean wasDenied(Gate gate, Instant now) {
    Instant since = now.minus(Raising.DENIAL);
    return gate.status() == Gate.Status.DENIED
        && gate.closed().filter(c -> c.at().isAfter(since)).isPresent();
  }

  private static boolean isOfDoor(Gate gate) {
    return gate.asked().key().isEmpty();
  }

  private static boolean isFresh(Gate gate, Instant now) {
    Optional<Instant> from = gate.uses().answeredAt().or(() -> gate.closed().map(Gate.Closed::at));
    return from.filter(at -> now.isBefore(at.plus(COMMAND))).isPresent();
  }

  /** Whether the command's gate names all that the door sees, and asks for all that it asks for. */
  private static boolean announces(Gate gate, Ruling.Ask ask) {
    return !ask.effects().isEmpty()
        && gate.terms().rules().containsAll(ask.rules())
        && ask.effects().stream()
            .map(Raising::shown)
            .allMatch(
                effect ->
                    effect.target().isPresent()
                        && gate.asked().effects().stream()
                            .anyMatch(
                                named ->
                                    named.action().equals(effect.action())
                                        && named.target().equals(effect.target())));
  }
}
