package dev.berth.forge.mirror;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.forge.Forge;
import dev.berth.core.forge.Forge.ForgePush;
import dev.berth.core.forge.Forge.PushAnswer;
import dev.berth.core.forge.Mirror.PushReport;
import dev.berth.core.forge.Mirror.PushReport.Outcome;
import dev.berth.core.forge.Mirror.PushRequest;
import dev.berth.core.forge.Mirror.RefUpdate;
import dev.berth.core.forge.Mirror.Refusal;
import dev.berth.forge.git.Git;
import dev.berth.forge.git.Oid;
import dev.berth.forge.git.RefName;
import dev.berth.forge.mirror.PushCommands.Update;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one push in: pack into quarantine, checks, the session's rights, the forge, and only then
 * the mirror. A crash before the forge was asked leaves a quarantine that the next start removes; a
 * crash after it leaves a forge that is ahead of the mirror, which the next sync, or the same push
 * again, brings in line. A push of what is there already is answered as one that was taken.
 */
final class ReceivePack {
  private static final Logger LOG = LoggerFactory.getLogger(ReceivePack.class);
  private static final Duration INDEX_LIMIT = Duration.ofMinutes(10);

  private final Git git;
  private final Forge forge;
  private final Path mirror;
  private final Lock lock;
  private final PushRequest request;

  ReceivePack(Git git, Forge forge, Path mirror, Lock lock, PushRequest request) {
    this.git = git;
    this.forge = forge;
    this.mirror = mirror;
    this.lock = lock;
    this.request = request;
  }

  PushReport take(InputStream in, OutputStream out) throws IOException {
    PushCommands commands = PushCommands.read(in);
    if (commands.updates().isEmpty()) {
      // A probe, which clients send ahead of a large push.
      return new PushReport(List.of(), 0);
    }
    List<Outcome> outcomes = new ArrayList<>();
    Optional<Refusal> unpack = Optional.empty();
    long packBytes = 0;
    try (Quarantine quarantine = Quarantine.in(mirror)) {
      if (commands.expectsPack()) {
        PackMeter meter = new PackMeter(in, request.limits());
        try (meter) {
          unpack = index(meter, quarantine);
        }
        packBytes = meter.packBytes();
        if (unpack.isPresent()) {
          // The client reads the answer only when it has sent everything.
          drain(in, request.limits().packBytes());
        }
      }
      lock.lock();
      try {
        settle(commands.updates(), unpack, quarantine, outcomes);
      } finally {
        lock.unlock();
      }
    }
    new PushAnswerWriter(out, commands.sideBand()).write(unpack, outcomes);
    return new PushReport(outcomes, packBytes);
  }

  private Optional<Refusal> index(PackMeter pack, Quarantine quarantine) {
    try {
      Result result =
          git.on(mirror)
              .quarantine(quarantine.objects())
              .within(INDEX_LIMIT)
              .reading(pack)
              .attempt(
                  "index-pack",
                  "--stdin",
                  "--fix-thin",
                  "--strict",
                  "--threads=1",
                  "--max-input-size=" + request.limits().packBytes());
      if (result.ok()) {
        return Optional.empty();
      }
      return refusal(ErrorCode.PUSH_REFUSED, "git does not accept the pack: " + brief(result));
    } catch (BerthException e) {
      LOG.info("push to {}: {}", request.repository().name(), e.detail());
      return refusal(e.code(), e.detail());
    }
  }

  private void settle(
      List<Update> updates,
      Optional<Refusal> unpack,
      Quarantine quarantine,
      List<Outcome> outcomes) {
    Set<RefName> seen = new HashSet<>();
    for (Update update : updates) {
      Settled settled;
      if (unpack.isPresent()) {
        settled = new Settled(0, unpack);
      } else if (!seen.add(update.ref())) {
        settled = Settled.refused(ErrorCode.PUSH_REFUSED, "the ref is named twice");
      } else {
        settled = settle(update, quarantine);
      }
      outcomes.add(
          new Outcome(
              update.ref().value(),
              update.oldOid().map(Oid::value),
              update.newOid().map(Oid::value).orElse(Oid.ZERO),
              settled.commits(),
              settled.refusal()));
    }
  }

  /** How one update ended, and how many commits it brought. */
  private record Settled(int commits, Optional<Refusal> refusal) {
    static Settled refused(ErrorCode code, String why) {
      return new Settled(0, ReceivePack.refusal(code, why));
    }
  }

  private Settled settle(Update update, Quarantine quarantine) {
    String ref = update.ref().value();
    try {
      if (update.newOid().isEmpty()) {
        return Settled.refused(ErrorCode.PUSH_REFUSED, "refs are not deleted by a push");
      }
      if (isOwn(ref) && GitMirror.read(git, mirror, update.ref()).equals(update.newOid())) {
        // The answer to this very push got lost, and the client asks again with what it knew then.
        return new Settled(0, Optional.empty());
      }
      if (request.checkpointRef().equals(Optional.of(ref))) {
        return new Settled(0, checkpoint(update, update.newOid().get(), quarantine));
      }
      if (request.branchRef().equals(Optional.of(ref))) {
        return branch(update, update.newOid().get(), quarantine);
      }
      return Settled.refused(
          ErrorCode.PUSH_REFUSED,
          request
              .branchRef()
              .map(own -> "this session pushes to " + own + " only")
              .orElse("this session does not push"));
    } catch (BerthException e) {
      LOG.warn("push to {} {}: {}", request.repository().name(), ref, e.detail());
      return Settled.refused(e.code(), e.detail());
    }
  }

  private boolean isOwn(String ref) {
    return request.checkpointRef().equals(Optional.of(ref))
        || request.branchRef().equals(Optional.of(ref));
  }

  private Optional<Refusal> checkpoint(Update update, Oid commit, Quarantine quarantine) {
    Optional<Refusal> unsound = unsound(update, commit, quarantine);
    if (unsound.isPresent()) {
      return unsound;
    }
    Optional<Refusal> revoked = request.inspector().revoked(update.ref().value());
    if (revoked.isPresent()) {
      return revoked;
    }
    accept(update, commit, quarantine);
    return Optional.empty();
  }

  private Settled branch(Update update, Oid commit, Quarantine quarantine) {
    Optional<Refusal> unsound = unsound(update, commit, quarantine);
    if (unsound.isPresent()) {
      return new Settled(0, unsound);
    }
    boolean force =
        update.oldOid().isPresent() && !descends(commit, update.oldOid().get(), quarantine);
    if (force) {
      return Settled.refused(
          ErrorCode.PUSH_REFUSED, "the branch has commits that the push would drop");
    }
    NewCommits.Found found =
        new NewCommits(() -> call(quarantine)).walk(commit, request.limits().commits());
    Optional<Refusal> refusal = found.refusal();
    if (refusal.isEmpty()) {
      refusal =
          request
              .inspector()
              .refuse(
                  new RefUpdate(
                      update.ref().value(),
                      update.oldOid().map(Oid::value),
                      commit.value(),
                      force,
                      found.commits(),
                      found.paths(),
                      found.links()));
    }
    if (refusal.isEmpty()) {
      refusal = request.inspector().revoked(update.ref().value());
    }
    if (refusal.isEmpty()) {
      refusal = forward(update, commit, quarantine);
    }
    if (refusal.isEmpty()) {
      accept(update, commit, quarantine);
    }
    return new Settled(found.commits().size(), refusal);
  }

  /** What is wrong with an update whoever asks for it. */
  private Optional<Refusal> unsound(Update update, Oid commit, Quarantine quarantine) {
    if (!GitMirror.read(git, mirror, update.ref()).equals(update.oldOid())) {
      return refusal(ErrorCode.CONFLICT, "the ref moved meanwhile; fetch first");
    }
    Result type = call(quarantine).attempt("cat-file", "-t", commit.value());
    if (!type.ok() || !type.text().equals("commit")) {
      return refusal(ErrorCode.PUSH_REFUSED, commit + " is not a commit that was sent");
    }
    Result connected =
        call(quarantine)
            .within(INDEX_LIMIT)
            .attempt("rev-list", "--objects", "--quiet", commit.value(), "--not", "--all");
    if (!connected.ok()) {
      return refusal(ErrorCode.PUSH_REFUSED, "objects are missing: " + brief(connected));
    }
    return Optional.empty();
  }

  private boolean descends(Oid commit, Oid ancestor, Quarantine quarantine) {
    Result result =
        call(quarantine).attempt("merge-base", "--is-ancestor", ancestor.value(), commit.value());
    return switch (result.exitCode()) {
      case 0 -> true;
      case 1 -> false;
      default ->
          throw new BerthException(
              ErrorCode.GIT_FAILED, "cannot compare commits: " + brief(result));
    };
  }

  private Optional<Refusal> forward(Update update, Oid commit, Quarantine quarantine) {
    PushAnswer answer =
        forge.push(
            request.repository(),
            new ForgePush(
                mirror,
                Optional.of(quarantine.objects()),
                update.ref().value(),
                update.oldOid().map(Oid::value),
                commit.value()));
    return switch (answer) {
      case PushAnswer.Accepted() -> Optional.empty();
      case PushAnswer.Refused(String reason) ->
          refusal(ErrorCode.PUSH_REFUSED, "the forge says: " + reason);
    };
  }

  private void accept(Update update, Oid commit, Quarantine quarantine) {
    quarantine.accept();
    git.on(mirror)
        .run(
            "update-ref",
            "--no-deref",
            update.ref().value(),
            commit.value(),
            update.oldOid().map(Oid::value).orElse(Oid.ZERO));
  }

  private Git.Call call(Quarantine quarantine) {
    return git.on(mirror).quarantine(quarantine.objects());
  }

  private static Optional<Refusal> refusal(ErrorCode code, String why) {
    return Optional.of(new Refusal(code, why));
  }

  private static String brief(Result result) {
    String text = result.errorText();
    return text.substring(0, Math.min(text.length(), 300));
  }

  private static void drain(InputStream in, long limit) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = limit;
    for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
      left -= n;
    }
  }
}
