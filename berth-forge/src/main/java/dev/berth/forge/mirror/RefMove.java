package dev.berth.forge.mirror;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.forge.Forge;
import dev.berth.core.forge.Forge.ForgePush;
import dev.berth.core.forge.Forge.PushAnswer;
import dev.berth.core.forge.Mirror.PushRequest;
import dev.berth.core.forge.Mirror.RefUpdate;
import dev.berth.core.forge.Mirror.Refusal;
import dev.berth.core.forge.Mirror.Verdict;
import dev.berth.forge.git.Git;
import dev.berth.forge.git.Oid;
import dev.berth.forge.mirror.PushCommands.Update;
import dev.berth.forge.mirror.ReceivePack.Settled;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Carries out updates of one push, each from its first check to the mirror's ref, or finds that
 * somebody has to be waited for. Runs under the repository's lock.
 */
final class RefMove {
  private final Git git;
  private final Forge forge;
  private final Path mirror;
  private final PushRequest request;
  private final Quarantine quarantine;
  private final Permits permits;

  RefMove(Git git, Forge forge, Path mirror, PushRequest request, Quarantine quarantine) {
    this.git = git;
    this.forge = forge;
    this.mirror = mirror;
    this.request = request;
    this.quarantine = quarantine;
    this.permits = new Permits(mirror, request.inspector());
  }

  /** How far an update came. */
  sealed interface Step {
    /** To its end. */
    record Ended(Settled settled) implements Step {}

    /** To a question; it is to be attempted again when that is answered. */
    record Waits(int commits, Verdict.Parked parked) implements Step {}
  }

  /** Does what can be done now. */
  Step attempt(Update update) {
    if (update.newOid().isEmpty()) {
      return refused(ErrorCode.PUSH_REFUSED, "refs are not deleted by a push");
    }
    String ref = update.ref().value();
    Oid commit = update.newOid().get();
    boolean checkpoint = request.checkpointRef().equals(Optional.of(ref));
    boolean own = request.branchRef().equals(Optional.of(ref));
    if (!checkpoint && !own && !isDefaultBranch(ref)) {
      return refused(
          ErrorCode.PUSH_REFUSED,
          request
              .branchRef()
              .map(branch -> "this session pushes to " + branch + " only")
              .orElse("this session does not push"));
    }
    Optional<Oid> present = GitMirror.read(git, mirror, update.ref());
    present.ifPresent(oid -> permits.settle(ref, pushed -> contains(oid, pushed)));
    if (present.equals(update.newOid())) {
      // The answer to this very push got lost, and the client asks again with what it knew then.
      return new Step.Ended(new Settled(0, Optional.empty()));
    }
    Optional<Refusal> unsound = unsound(update, present, commit);
    if (unsound.isPresent()) {
      return new Step.Ended(new Settled(0, unsound));
    }
    return checkpoint
        ? new Step.Ended(new Settled(0, checkpoint(update, commit)))
        : branch(update, commit, own);
  }

  /** Of other branches only this one can be asked for; a rule says whether somebody is asked. */
  private boolean isDefaultBranch(String ref) {
    return request.branchRef().isPresent()
        && ref.equals("refs/heads/" + request.repository().defaultBranch());
  }

  /** Whether a commit that was once pushed is behind what the ref is at. */
  private boolean contains(Oid present, String pushed) {
    return git.on(mirror).attempt("merge-base", "--is-ancestor", pushed, present.value()).ok();
  }

  private Optional<Refusal> checkpoint(Update update, Oid commit) {
    Optional<Refusal> revoked = request.inspector().revoked(update.ref().value());
    if (revoked.isEmpty()) {
      accept(update, commit);
    }
    return revoked;
  }

  private Step branch(Update update, Oid commit, boolean own) {
    boolean force = update.oldOid().isPresent() && !descends(commit, update.oldOid().get());
    NewCommits.Found found =
        new NewCommits(this::call).walk(update, own, request.limits().commits());
    int commits = found.commits().size();
    if (found.refusal().isPresent()) {
      return new Step.Ended(new Settled(commits, found.refusal()));
    }
    Verdict verdict =
        request
            .inspector()
            .judge(
                new RefUpdate(
                    update.ref().value(),
                    update.oldOid().map(Oid::value),
                    commit.value(),
                    force,
                    found.commits(),
                    found.paths(),
                    found.links()));
    return switch (verdict) {
      case Verdict.Refused(Refusal refusal) ->
          new Step.Ended(new Settled(commits, Optional.of(refusal)));
      case Verdict.Parked parked -> new Step.Waits(commits, parked);
      case Verdict.Pass(Optional<String> permit) ->
          new Step.Ended(new Settled(commits, pass(update, commit, permit)));
    };
  }

  private Optional<Refusal> pass(Update update, Oid commit, Optional<String> permit) {
    String ref = update.ref().value();
    Optional<Refusal> refusal = request.inspector().revoked(ref);
    if (refusal.isEmpty()) {
      permit.ifPresent(id -> permits.note(id, ref, commit));
      refusal = forward(update, commit);
    }
    if (refusal.isEmpty()) {
      accept(update, commit);
      permit.ifPresent(permits::used);
    } else {
      permit.ifPresent(permits::unused);
    }
    return refusal;
  }

  /** What is wrong with an update whoever asks for it. */
  private Optional<Refusal> unsound(Update update, Optional<Oid> present, Oid commit) {
    if (!present.equals(update.oldOid())) {
      return refusal(ErrorCode.CONFLICT, "the ref moved meanwhile; fetch first");
    }
    Result type = call().attempt("cat-file", "-t", commit.value());
    if (!type.ok() || !type.text().equals("commit")) {
      return refusal(ErrorCode.PUSH_REFUSED, commit + " is not a commit that was sent");
    }
    Result connected =
        call()
            .within(ReceivePack.INDEX_LIMIT)
            .attempt("rev-list", "--objects", "--quiet", commit.value(), "--not", "--all");
    if (!connected.ok()) {
      return refusal(ErrorCode.PUSH_REFUSED, "objects are missing: " + brief(connected));
    }
    return Optional.empty();
  }

  private boolean descends(Oid commit, Oid ancestor) {
    Result result = call().attempt("merge-base", "--is-ancestor", ancestor.value(), commit.value());
    return switch (result.exitCode()) {
      case 0 -> true;
      case 1 -> false;
      default ->
          throw new BerthException(
              ErrorCode.GIT_FAILED, "cannot compare commits: " + brief(result));
    };
  }

  private Optional<Refusal> forward(Update update, Oid commit) {
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

  private void accept(Update update, Oid commit) {
    quarantine.accept();
    git.on(mirror)
        .run(
            "update-ref",
            "--no-deref",
            update.ref().value(),
            commit.value(),
            update.oldOid().map(Oid::value).orElse(Oid.ZERO));
  }

  private Git.Call call() {
    return git.on(mirror).quarantine(quarantine.objects());
  }

  private static Step refused(ErrorCode code, String why) {
    return new Step.Ended(Settled.refused(code, why));
  }

  private static Optional<Refusal> refusal(ErrorCode code, String why) {
    return Optional.of(new Refusal(code, why));
  }

  /** The beginning of what git said. */
  static String brief(Result result) {
    String text = result.errorText();
    return text.substring(0, Math.min(text.length(), 300));
  }
}
