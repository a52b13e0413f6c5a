package dev.berth.stacks.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.stacks.ledger.Fence;
import dev.berth.stacks.ledger.LedgerContract;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.SweepLedger;
import dev.berth.stacks.ledger.line.LedgerLine;
import dev.berth.stacks.run.Approval;
import dev.berth.stacks.run.RunReport;
import dev.berth.stacks.run.Sweeper;
import dev.berth.stacks.simulate.VirtualClock;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.Alerts;
import dev.berth.stacks.world.QuickTime;
import dev.berth.stacks.world.SmallAccount;
import dev.berth.stacks.world.TinyCloud;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileLedgerTest extends LedgerContract {
  private static final Duration TERM = Duration.ofMinutes(5);

  @TempDir private Path temp = Path.of("");

  @Override
  protected SweepLedger open(Time time) {
    return new FileLedger(temp.resolve("ledger"), Account.SCOPE, time);
  }

  private Path file() {
    return temp.resolve("ledger/111122223333-eu-west-1.ledger");
  }

  private Path lock() {
    return temp.resolve("ledger/111122223333-eu-west-1.lock");
  }

  private static LedgerEvent event(int number) {
    return new LedgerEvent.AlertOpened(VirtualClock.START, "a/" + number);
  }

  private void append(int number) {
    SweepLedger ledger = open(clock);
    Fence fence = ledger.acquire("a", TERM).orElseThrow();
    assertThat(ledger.append(fence, List.of(event(number), event(number + 1)))).isTrue();
    ledger.release(fence);
  }

  @Test
  void aTornLastLineIsForgottenAndDamagesNoOther() throws IOException {
    append(1);
    append(3);
    byte[] whole = Files.readAllBytes(file());
    long firstLine = Files.readString(file()).indexOf('\n') + 1L;
    for (int length = (int) firstLine + 1; length < whole.length - 1; length += 7) {
      Files.write(file(), Arrays.copyOf(whole, length));
      SweepLedger.Contents torn = open(clock).read();
      assertThat(torn.events()).containsExactly(event(1), event(2));
      assertThat(torn.warning()).isPresent();
      append(5);
      assertThat(open(clock).read().events())
          .as("torn at %d", length)
          .containsExactly(event(1), event(2), event(5), event(6));
    }
  }

  @Test
  void whateverIsDamagedNothingIsInventedAndNothingThrows() throws IOException {
    append(1);
    append(3);
    byte[] whole = Files.readAllBytes(file());
    List<LedgerEvent> written = open(clock).read().events();
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      byte[] damaged = whole.clone();
      for (int n = 0; n <= random.nextInt(3); n++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(file(), damaged);
      assertThat(written).containsAll(open(clock).read().events());
    }
  }

  @Test
  void eventsOfALaterVersionAreForgottenWithAWarning() throws IOException {
    append(1);
    String later =
        LedgerLine.write(9, List.of(event(7))).substring(9).strip().replace("alert-opened", "new");
    CRC32C sum = new CRC32C();
    sum.update(later.getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        file(),
        HexFormat.of().toHexDigits((int) sum.getValue()) + " " + later + "\n",
        StandardOpenOption.APPEND);
    SweepLedger.Contents contents = open(clock).read();
    assertThat(contents.events()).containsExactly(event(1), event(2));
    assertThat(contents.warning()).hasValueSatisfying(w -> assertThat(w).contains("1 events"));
    assertThat(open(clock).acquire("b", TERM).orElseThrow().token()).isEqualTo(10);
  }

  @Test
  void tokensGrowAlsoWhenTheLockFileIsLost() throws IOException {
    append(1);
    append(3);
    Files.delete(lock());
    assertThat(open(clock).acquire("b", TERM).orElseThrow().token()).isEqualTo(3);
  }

  @Test
  void aLockThatNobodyCanReadIsHeldForAWhile() throws IOException {
    append(1);
    Files.writeString(lock(), "garbage");
    Files.setLastModifiedTime(lock(), FileTime.from(clock.now()));
    assertThat(open(clock).acquire("b", TERM)).isEmpty();
    clock.spend(Duration.ofMinutes(11));
    assertThat(open(clock).acquire("b", TERM)).isPresent();
  }

  @Test
  void manyAtOnceWriteWholeLinesAndOnlyOneAtATime() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> writers =
          IntStream.range(0, 8)
              .mapToObj(
                  writer ->
                      (Callable<Boolean>)
                          () -> {
                            SweepLedger ledger = open(new SystemTime());
                            var fence = ledger.acquire("w" + writer, TERM);
                            return fence.isPresent()
                                && ledger.append(fence.get(), List.of(event(writer)));
                          })
              .toList();
      int wrote = 0;
      for (Future<Boolean> writer : threads.invokeAll(writers)) {
        wrote += writer.get() ? 1 : 0;
      }
      assertThat(wrote).isEqualTo(1);
      assertThat(open(clock).read().events()).hasSize(1);
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeSaysWhatToDo() throws IOException {
    Files.writeString(temp.resolve("ledger"), "a file");
    assertThatThrownBy(() -> open(clock))
        .isInstanceOfSatisfying(
            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_UNUSABLE));
  }

  /** Being interrupted closes files: what was done must be written down all the same. */
  @Test
  void aRunThatIsInterruptedReportsAndGivesTheLockBack() {
    SmallAccount small = new SmallAccount();
    TinyCloud cloud = new TinyCloud(small.account);
    QuickTime time = new QuickTime();
    cloud.before(
        (call, id) -> {
          if (call.equals("delete")) {
            Thread.currentThread().interrupt();
          }
        });
    SweepLedger ledger = open(time);
    Sweeper sweeper = new Sweeper(cloud.cloud(), ledger, new Alerts(), time);
    RunReport report = sweeper.apply(Account.policy(), new Approval.ByPolicy(), "run-1");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.stopped()).contains("interrupted");
    assertThat(ledger.read().events())
        .hasAtLeastOneElementOfType(LedgerEvent.Answered.class)
        .last()
        .isInstanceOf(LedgerEvent.RunEnded.class);
    assertThat(ledger.acquire("the next", TERM)).isPresent();
  }
}
