package dev.berth.core.gate;

import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.policy.Ruling;
import dev.berth.core.policy.Scope;
import dev.berth.core.policy.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A question to people, and what became of it.
 *
 * @param expiresAt a decision that is recorded from then on is none
 * @param closed how it ended; empty while it waits
 * @param version grows with each change of the row
 */
public record Gate(
    GateId id,
    TaskId task,
    SessionId session,
    Asked asked,
    Terms terms,
    Status status,
    Instant createdAt,
    Instant expiresAt,
    Optional<Closed> closed,
    Uses uses,
    long version) {
  /** The longest preview, in characters. */
  public static final int PREVIEW = 256;

  /**
   * The step that somebody wants to take.
   *
   * @param key the agent's id of its tool call; empty when a door asks about an effect
   * @param preview what it does in one line of {@link #PREVIEW} characters at most, without
   *     anything that acts on a terminal and without secrets
   * @param inputSha256 of tool and input, in 64 hexadecimal digits
   * @param fingerprint the same for the same step, however it is written
   */
  public record Asked(
      Optional<String> key,
      String tool,
      String preview,
      String inputSha256,
      String fingerprint,
      List<Ruling.Effect> effects) {
    public Asked {
      effects = List.copyOf(effects);
    }
  }

  /**
   * What the rules say about it.
   *
   * @param rules ids of the soft rules that ask
   * @param approvers who may decide: {@code owner}, {@code approvers}, {@code admin}, {@code
   *     user:ID}
   * @param enforced whether Berth itself carries the step out or sees it
   * @param offers scopes that an approval could grant
   */
  public record Terms(
      String reason,
      Severity severity,
      List<String> rules,
      Set<String> approvers,
      boolean enforced,
      List<Scope> offers) {
    public Terms {
      rules = List.copyOf(rules);
      approvers = Set.copyOf(approvers);
      offers = List.copyOf(offers);
    }
  }

  /** How it stands. Only a gate that is {@code PENDING} changes its status, and only once. */
  public enum Status {
    PENDING,
    APPROVED,
    DENIED,
    /** Nobody decided in time. */
    TIMED_OUT,
    /** Its task came to its end first. */
    STRANDED
  }

  /**
   * How it ended.
   *
   * @param by who decided; empty when nobody did
   * @param channel where the decision was made: {@code api}, {@code cli}, ...
   * @param scope for what an approval holds
   * @param reason of a denial, redacted
   */
  public record Closed(
      Instant at,
      Optional<UserId> by,
      Optional<String> channel,
      Optional<Scope> scope,
      Optional<String> reason) {

    /** It ended without anybody's decision. */
    public static Closed undecided(Instant at) {
      return new Closed(at, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /**
   * What an approval was used for.
   *
   * @param answeredAt when whoever asked was first told to go on
   * @param boundSha256 the one effect that a door lets pass on it; once set it is no other's
   * @param usedAt when that effect had happened
   */
  public record Uses(
      Optional<Instant> answeredAt, Optional<String> boundSha256, Optional<Instant> usedAt) {
    /** None yet. */
    public static Uses none() {
      return new Uses(Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /** Whether a decision is still to come. */
  public boolean isPending() {
    return status == Status.PENDING;
  }

  /**
   * The next version: ended.
   *
   * @throws IllegalStateException when it had ended before
   */
  public Gate closed(Status how, Closed with) {
    if (!isPending() || how == Status.PENDING) {
      throw new IllegalStateException("gate " + id + " is " + status + ", and ends once");
    }
    return next(how, Optional.of(with), uses);
  }

  /** The next version: whoever asked was told to go on; the first time counts. */
  public Gate answered(Instant at) {
    return next(
        status,
        closed,
        new Uses(Optional.of(uses.answeredAt().orElse(at)), uses.boundSha256(), uses.usedAt()));
  }

  /** The next version: it lets this effect pass, and no other. */
  public Gate bound(String effectSha256) {
    return next(
        status, closed, new Uses(uses.answeredAt(), Optional.of(effectSha256), uses.usedAt()));
  }

  /** The next version: its effect has happened; the first time counts. */
  public Gate used(Instant at) {
    return next(
        status,
        closed,
        new Uses(uses.answeredAt(), uses.boundSha256(), Optional.of(uses.usedAt().orElse(at))));
  }

  private Gate next(Status newStatus, Optional<Closed> newClosed, Uses newUses) {
    return new Gate(
        id,
        task,
        session,
        asked,
        terms,
        newStatus,
        createdAt,
        expiresAt,
        newClosed,
        newUses,
        version + 1);
  }
}
