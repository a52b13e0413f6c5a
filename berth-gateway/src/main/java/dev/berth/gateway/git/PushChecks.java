package dev.berth.gateway.git;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror.Caller;
import dev.berth.core.forge.Mirror.Inspector;
import dev.berth.core.forge.Mirror.RefUpdate;
import dev.berth.core.forge.Mirror.Refusal;
import dev.berth.core.forge.Mirror.Verdict;
import dev.berth.core.gate.Gates;
import dev.berth.core.gate.Gates.Answer;
import dev.berth.core.gateway.Grant;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.policy.Call;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides about the updates of one push: the rules and people through the session's gates, and the
 * session's rights. A parked push waits here, and needs a place for that.
 */
final class PushChecks implements Inspector {
  private final Gates gates;
  private final GitRights rights;
  private final Grant grant;
  private final GitRight atStart;
  private final ParkedPushes places;

  PushChecks(Gates gates, GitRights rights, Grant grant, GitRight atStart, ParkedPushes places) {
    this.gates = gates;
    this.rights = rights;
    this.grant = grant;
    this.atStart = atStart;
    this.places = places;
  }

  @Override
  public Verdict judge(RefUpdate update) {
    return switch (gates.hold(grant.session(), call(update))) {
      case Answer.Allowed(Optional<GateId> gate) -> new Verdict.Pass(gate.map(this::permit));
      case Answer.Denied denied -> new Verdict.Refused(refusal(denied));
      case Answer.Pending pending -> new Verdict.Parked(pending.gate().value(), later(pending));
    };
  }

  /** The paths are in order, so that the same push is the same call. */
  private static Call call(RefUpdate update) {
    Map<String, Object> input = new TreeMap<>();
    input.put("ref", update.ref());
    update.oldOid().ifPresent(oid -> input.put("old_oid", oid));
    input.put("new_oid", update.newOid());
    input.put("force", update.force());
    input.put("paths", update.paths().stream().sorted().toList());
    input.put("links", update.links().stream().sorted().toList());
    return new Call(Call.GIT_PUSH, input);
  }

  private static Refusal refusal(Answer.Denied denied) {
    List<String> rules = denied.rules();
    return new Refusal(
        denied.code(),
        denied.reason() + (rules.isEmpty() ? "" : " [" + String.join(", ", rules) + "]"));
  }

  private static Refusal later(Answer.Pending pending) {
    return new Refusal(
        ErrorCode.PUSH_AWAITS_APPROVAL,
        "%s. Gate %s waits for a human until %s; push the same commits again after the decision"
            .formatted(pending.reason(), pending.gate(), pending.expiresAt()));
  }

  private String permit(GateId gate) {
    return grant.session().value() + "." + gate.value();
  }

  @Override
  public void taken(String permit) {
    int dot = permit.indexOf('.');
    gates.done(new SessionId(permit.substring(0, dot)), new GateId(permit.substring(dot + 1)));
  }

  @Override
  public Optional<Refusal> await(String ref, Verdict.Parked parked, Caller caller)
      throws IOException {
    try (ParkedPushes.Place place = places.enter(grant.lease())) {
      return place.isFree()
          ? wait(ref, new GateId(parked.question()), caller)
          : Optional.of(parked.later());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server stops", e);
    }
  }

  private Optional<Refusal> wait(String ref, GateId gate, Caller caller)
      throws IOException, InterruptedException {
    for (int looks = 0; ; looks++) {
      // The first one only looks: whoever waits is told at once what for.
      Duration most = looks == 0 ? Duration.ZERO : places.settings().interval();
      Answer answer = gates.look(grant.session(), gate, most);
      Optional<Refusal> revoked = revoked(ref);
      if (revoked.isPresent()) {
        return revoked;
      }
      switch (answer) {
        case Answer.Allowed _ -> {
          caller.say("Gate " + gate + " is approved; the push goes on.");
          return Optional.empty();
        }
        case Answer.Denied denied -> {
          return Optional.of(refusal(denied));
        }
        case Answer.Pending pending -> {
          caller.alive();
          if (looks % places.settings().intervalsPerWord() == 0) {
            say(pending, looks == 0, caller);
          }
        }
      }
    }
  }

  private static void say(Answer.Pending pending, boolean first, Caller caller) throws IOException {
    if (first) {
      caller.say("Berth holds this push: " + pending.reason() + ".");
      caller.say(
          "A human is asked (gate %s, until %s), and the push goes on when he approves."
              .formatted(pending.gate(), pending.expiresAt()));
      caller.say("Should this connection end, push the same commits again.");
    } else {
      caller.say(
          "Gate %s still waits for a human, until %s."
              .formatted(pending.gate(), pending.expiresAt()));
    }
  }

  @Override
  public Optional<Refusal> revoked(String ref) {
    GitRight now;
    try {
      now = rights.of(grant);
    } catch (BerthException e) {
      return Optional.of(new Refusal(e.code(), e.detail()));
    }
    if (now.checkpointRef().equals(Optional.of(ref))) {
      return Optional.empty();
    }
    return now.mayPush() && now.epoch() == atStart.epoch()
        ? Optional.empty()
        : Optional.of(new Refusal(ErrorCode.SESSION_PHASE, "the session's result is in"));
  }
}
