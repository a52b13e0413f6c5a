package dev.berth.chaos.fault;

import dev.berth.core.forge.Mirror;
import dev.berth.core.id.SessionId;
import dev.berth.core.repo.Repository;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A mirror that cannot always do its work. The streams of a fetch or a push are spared: what breaks
 * them is the server's death, and a push goes wrong at the forge behind it.
 */
public final class FaultyMirror implements Mirror {
  private final Mirror real;
  private final FaultyCalls calls;

  public FaultyMirror(Mirror real, FaultyCalls calls) {
    this.real = real;
    this.calls = calls;
  }

  @Override
  public String sync(Repository repository, String branch) {
    return calls.effect("mirror.sync", () -> real.sync(repository, branch));
  }

  @Override
  public int commitsBeyond(Repository repository, String base, String head) {
    return calls.question("mirror.commitsBeyond", () -> real.commitsBeyond(repository, base, head));
  }

  @Override
  public Diff diff(Repository repository, String base, String head, int limit) {
    return calls.question("mirror.diff", () -> real.diff(repository, base, head, limit));
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
    return calls.question("mirror.checkpoint", () -> real.checkpoint(repository, session));
  }

  @Override
  public int prune(Repository repository, Kept kept) {
    return calls.effect("mirror.prune", () -> real.prune(repository, kept));
  }

  @Override
  public void discard(Repository repository) {
    calls.run("mirror.discard", () -> real.discard(repository));
  }
}
