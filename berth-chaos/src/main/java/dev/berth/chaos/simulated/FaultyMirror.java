package dev.berth.chaos.simulated;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror;
import dev.berth.core.id.SessionId;
import dev.berth.core.repo.Repository;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A mirror whose calls go wrong. */
final class FaultyMirror implements Mirror {
  private final Mirror real;
  private final Injector injector;

  FaultyMirror(Mirror real, Injector injector) {
    this.real = real;
    this.injector = injector;
  }

  @Override
  public String sync(Repository repository, String branch) {
    return injector.call(
        "mirror.sync", Injector.EFFECT, ErrorCode.GIT_FAILED, () -> real.sync(repository, branch));
  }

  @Override
  public int commitsBeyond(Repository repository, String base, String head) {
    return injector.call(
        "mirror.count",
        Injector.LOOK,
        ErrorCode.GIT_FAILED,
        () -> real.commitsBeyond(repository, base, head));
  }

  @Override
  public Diff diff(Repository repository, String base, String head, int limit) {
    return real.diff(repository, base, head, limit);
  }

  @Override
  public void bundle(Repository repository, String branch, List<String> known, OutputStream out) {
    real.bundle(repository, branch, known, out);
  }

  @Override
  public void uploadPack(FetchRequest request, InputStream in, OutputStream out) {
    real.uploadPack(request, in, out);
  }

  @Override
  public void advertisePush(Repository repository, Set<String> refs, OutputStream out) {
    real.advertisePush(repository, refs, out);
  }

  @Override
  public PushReport receivePack(PushRequest request, InputStream in, OutputStream out) {
    return real.receivePack(request, in, out);
  }

  @Override
  public Optional<Checkpoint> checkpoint(Repository repository, SessionId session) {
    return injector.call(
        "mirror.checkpoint",
        Injector.LOOK,
        ErrorCode.GIT_FAILED,
        () -> real.checkpoint(repository, session));
  }

  @Override
  public int prune(Repository repository, Kept kept) {
    return real.prune(repository, kept);
  }

  @Override
  public void discard(Repository repository) {
    real.discard(repository);
  }
}
