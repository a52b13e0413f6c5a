package dev.berth.testkit.forge;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror;
import dev.berth.core.id.SessionId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.testkit.fault.Faults;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mirror of the fake forge that is always up to date and speaks no git. Thread-safe. */
public final class FakeMirror implements Mirror {
  private final FakeForge forge;
  private final Faults faults;
  private final Map<SessionId, Checkpoint> checkpoints = new ConcurrentHashMap<>();
  private final List<Kept> prunings = new CopyOnWriteArrayList<>();
  private final List<RepoName> discarded = new CopyOnWriteArrayList<>();

  public FakeMirror(FakeForge forge, Faults faults) {
    this.forge = forge;
    this.faults = faults;
  }

  @Override
  public String sync(Repository repository, String branch) {
    return faults.call(
        "mirror.sync",
        () ->
            forge
                .tip(branch)
                .orElseThrow(() -> new BerthException(ErrorCode.REPO_EMPTY, "no such branch")));
  }

  @Override
  public int commitsBeyond(Repository repository, String base, String head) {
    return faults.call("mirror.commitsBeyond", () -> forge.beyond(base, head));
  }

  @Override
  public Diff diff(Repository repository, String base, String head, int limit) {
    return new Diff("", false, 0, 0, 0);
  }

  @Override
  public void bundle(Repository repository, String branch, List<String> known, OutputStream out) {
    throw new UnsupportedOperationException("the fake mirror speaks no git");
  }

  @Override
  public void uploadPack(FetchRequest request, InputStream in, OutputStream out) {
    throw new UnsupportedOperationException("the fake mirror speaks no git");
  }

  @Override
  public void advertisePush(Repository repository, Set<String> refs, OutputStream out) {
    throw new UnsupportedOperationException("the fake mirror speaks no git");
  }

  /** Puts a session's last checkpoint there, or another one. */
  public void putCheckpoint(SessionId session, Checkpoint checkpoint) {
    checkpoints.put(session, checkpoint);
  }

  @Override
  public Optional<Checkpoint> checkpoint(Repository repository, SessionId session) {
    return faults.call("mirror.checkpoint", () -> Optional.ofNullable(checkpoints.get(session)));
  }

  /** Every pruning that was asked for, in order. */
  public List<Kept> prunings() {
    return List.copyOf(prunings);
  }

  @Override
  public int prune(Repository repository, Kept kept) {
    return faults.call(
        "mirror.prune",
        () -> {
          prunings.add(kept);
          return 0;
        });
  }

  /** Every repository whose mirror was discarded, in order. */
  public List<RepoName> discarded() {
    return List.copyOf(discarded);
  }

  @Override
  public void discard(Repository repository) {
    faults.call("mirror.discard", () -> discarded.add(repository.name()));
  }

  @Override
  public PushReport receivePack(PushRequest request, InputStream in, OutputStream out) {
    return new PushReport(List.of(), 0);
  }
}
