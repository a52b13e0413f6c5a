package dev.berth.stacks.ledger.file;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.time.Time;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.ledger.Fence;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.SweepLedger;
import dev.berth.stacks.ledger.line.LedgerLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A ledger in a directory, one file per scope: {@code <account>-<region>.ledger}, a line per
 * append, and beside it {@code .lock} with who may write until when. Several processes on one
 * machine may share it; every reading of the lock and every writing happens under an operating
 * system's lock that ends with its process. A torn last line, or a damaged one anywhere, is
 * forgotten with a warning. For one machine: network file systems do not keep the promises that
 * this rests on.
 */
public final class FileLedger implements SweepLedger {
  private final Path file;
  private final LockFile lock;

  /**
   * A ledger in this directory, which is made if it is missing.
   *
   * @throws BerthException {@code LEDGER_UNUSABLE}
   */
  public FileLedger(Path directory, Scope scope, Time time) {
    String name = scope.account() + "-" + scope.region();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
    this.file = directory.resolve(name + ".ledger");
    this.lock = new LockFile(directory.resolve(name + ".lock"), time);
  }

  static BerthException unusable(Path path, IOException e) {
    return new BerthException(ErrorCode.LEDGER_UNUSABLE, path + ": " + e, e);
  }

  @Override
  public Contents read() {
    return LedgerLine.all(lines(), String.valueOf(file.getFileName()));
  }

  /** Every line; a character that cannot be decoded damages its own line and no other. */
  private List<String> lines() {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private <T> T guarded(Function<LockFile.Held, T> work) {
    try {
      return lock.guarded(work);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  @Override
  public Optional<Fence> acquire(String holder, Duration term) {
    return guarded(held -> held.acquire(holder, term, lastToken()));
  }

  /** The lock file may have been lost; what was written under a token still tells. */
  private long lastToken() {
    return lines().stream()
        .map(LedgerLine::read)
        .flatMap(Optional::stream)
        .mapToLong(LedgerLine::token)
        .max()
        .orElse(0);
  }

  @Override
  public Optional<Fence> renew(Fence fence, Duration term) {
    return guarded(held -> held.renew(fence, term));
  }

  @Override
  public boolean append(Fence fence, List<LedgerEvent> events) {
    return guarded(
        held -> {
          boolean mine = held.holds(fence);
          if (mine && !events.isEmpty()) {
            write(LedgerLine.write(fence.token(), events));
          }
          return mine;
        });
  }

  private void write(String line) {
    boolean made = !Files.exists(file);
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      // A line that was torn by a crash is closed first, so that it damages no other.
      String text = torn(channel, end) ? "\n" + line : line;
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        end += channel.write(bytes, end);
      }
      channel.force(true);
    } catch (IOException e) {
      throw unusable(file, e);
    }
    if (made) {
      LockFile.forceDirectory(file);
    }
  }

  private static boolean torn(FileChannel channel, long size) throws IOException {
    if (size == 0) {
      return false;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    return channel.read(last, size - 1) != 1 || last.get(0) != '\n';
  }

  @Override
  public void release(Fence fence) {
    guarded(
        held -> {
          held.release(fence);
          return true;
        });
  }
}
