package dev.berth.forge.mirror;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.forge.Forge;
import dev.berth.core.forge.Mirror.PushReport;
import dev.berth.core.forge.Mirror.PushReport.Outcome;
import dev.berth.core.forge.Mirror.PushRequest;
import dev.berth.core.forge.Mirror.Refusal;
import dev.berth.core.forge.Mirror.Verdict;
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
 * the mirror. An update that a human is to decide about waits with its quarantine and without the
 * repository's lock, and is then looked at as if it had just come. A crash before the forge was
 * asked leaves a quarantine that the next start removes; a crash after it leaves a forge that is
 * ahead of the mirror, which the next sync, or the same push again, brings in line. A push of what
 * is there already is answered as one that was taken.
 */
final class ReceivePack {
  private static final Logger LOG = LoggerFactory.getLogger(ReceivePack.class);
  static final Duration INDEX_LIMIT = Duration.ofMinutes(10);

  /** One question about an update leads to another only when rules change meanwhile. */
  private static final int MOST_WAITS = 5;

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
    PushAnswerWriter answer = new PushAnswerWriter(out, commands.sideBand());
    List<Outcome> outcomes;
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
      outcomes = settle(commands.updates(), unpack, quarantine, answer);
    }
    answer.write(unpack, outcomes);
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
      return Optional.of(
          new Refusal(
              ErrorCode.PUSH_REFUSED, "git does not accept the pack: " + RefMove.brief(result)));
    } catch (BerthException e) {
      LOG.info("push to {}: {}", request.repository().name(), e.detail());
      return Optional.of(new Refusal(e.code(), e.detail()));
    }
  }

  private List<Outcome> settle(
      List<Update> updates,
      Optional<Refusal> unpack,
      Quarantine quarantine,
      PushAnswerWriter answer)
      throws IOException {
    RefMove move = new RefMove(git, forge, mirror, request, quarantine);
    List<Outcome> outcomes = new ArrayList<>();
    Set<RefName> seen = new HashSet<>();
    for (Update update : updates) {
      Settled settled;
      if (unpack.isPresent()) {
        settled = new Settled(0, unpack);
      } else if (!seen.add(update.ref())) {
        settled = Settled.refused(ErrorCode.PUSH_REFUSED, "the ref is named twice");
      } else {
        settled = settle(update, move, answer);
      }
      outcomes.add(
          new Outcome(
              update.ref().value(),
              update.oldOid().map(Oid::value),
              update.newOid().map(Oid::value).orElse(Oid.ZERO),
              settled.commits(),
              settled.refusal()));
    }
    return outcomes;
  }

  /** How one update ended, and how many commits it brought. */
  record Settled(int commits, Optional<Refusal> refusal) {
    static Settled refused(ErrorCode code, String why) {
      return new Settled(0, Optional.of(new Refusal(code, why)));
    }
  }

  private Settled settle(Update update, RefMove move, PushAnswerWriter answer) throws IOException {
    String ref = update.ref().value();
    try {
      for (int waits = 0; ; waits++) {
        RefMove.Step step = locked(update, move);
        switch (step) {
          case RefMove.Step.Ended(Settled settled) -> {
            return settled;
          }
          case RefMove.Step.Waits(int commits, Verdict.Parked parked) -> {
            Optional<Refusal> end =
                answer.sideBand() && waits < MOST_WAITS
                    ? request.inspector().await(ref, parked, answer)
                    : Optional.of(parked.later());
            if (end.isPresent()) {
              return new Settled(commits, end);
            }
          }
        }
      }
    } catch (BerthException e) {
      LOG.warn("push to {} {}: {}", request.repository().name(), ref, e.detail());
      return Settled.refused(e.code(), e.detail());
    }
  }

  private RefMove.Step locked(Update update, RefMove move) {
    lock.lock();
    try {
      return move.attempt(update);
    } finally {
      lock.unlock();
    }
  }

  private static void drain(InputStream in, long limit) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = limit;
    for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
      left -= n;
    }
  }
}
