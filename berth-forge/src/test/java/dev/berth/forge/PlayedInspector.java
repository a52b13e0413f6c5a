package dev.berth.forge;

import dev.berth.core.error.BerthException;
import dev.berth.core.forge.Mirror.Caller;
import dev.berth.core.forge.Mirror.Inspector;
import dev.berth.core.forge.Mirror.RefUpdate;
import dev.berth.core.forge.Mirror.Refusal;
import dev.berth.core.forge.Mirror.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Decides about pushes as the test says: it lets everything pass, until told otherwise. */
public final class PlayedInspector implements Inspector {
  private final List<RefUpdate> judged = new CopyOnWriteArrayList<>();
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private volatile Verdict verdict = new Verdict.Pass(Optional.empty());
  private volatile Optional<Refusal> revoked = Optional.empty();
  private volatile Optional<BerthException> failure = Optional.empty();
  private volatile Wait wait =
      _ -> {
        throw new AssertionError("nobody waits here");
      };

  /** What happens while a push is parked. */
  @FunctionalInterface
  public interface Wait {
    Optional<Refusal> until(Caller caller) throws IOException;
  }

  @Override
  public Verdict judge(RefUpdate update) {
    judged.add(update);
    return verdict;
  }

  @Override
  public Optional<Refusal> revoked(String ref) {
    return revoked;
  }

  @Override
  public Optional<Refusal> await(String ref, Verdict.Parked parked, Caller caller)
      throws IOException {
    return wait.until(caller);
  }

  @Override
  public void taken(String permit) {
    if (failure.isPresent()) {
      throw failure.get();
    }
    taken.add(permit);
  }

  /** Nothing can be used up. */
  public PlayedInspector failing(BerthException now) {
    failure = Optional.of(now);
    return this;
  }

  public void verdict(Verdict now) {
    verdict = now;
  }

  public void revoked(Optional<Refusal> now) {
    revoked = now;
  }

  public void waiting(Wait now) {
    wait = now;
  }

  /** What was asked about, in order. */
  public List<RefUpdate> judged() {
    return judged;
  }

  /** The permits that were used up, in order. */
  public List<String> taken() {
    return taken;
  }
}
