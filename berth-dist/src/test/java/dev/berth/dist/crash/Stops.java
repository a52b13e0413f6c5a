package dev.berth.dist.crash;

import dev.berth.core.waypoint.Waypoint;
import dev.berth.core.waypoint.Waypoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Writes every passing down, and stops threads where the orders say so, until they are killed. */
final class Stops implements Waypoints {
  private final Path control;
  private final Orders orders;
  private final FileChannel passings;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private int passed;

  Stops(Path control, Orders orders) throws IOException {
    this.control = control;
    this.orders = orders;
    this.passings =
        FileChannel.open(
            control.resolve(Orders.PASSINGS), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void pass(Waypoint waypoint) {
    String name = waypoint.name();
    try {
      if (known.add(name)) {
        passings.write(ByteBuffer.wrap((name + "\n").getBytes(StandardCharsets.UTF_8)));
      }
      if (orders.armed().filter(name::equals).isPresent() && isTheOne()) {
        Path part = control.resolve(Orders.REACHED + ".part");
        Files.writeString(part, name);
        Files.move(part, control.resolve(Orders.REACHED));
        stay();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (orders.holds().contains(name)) {
      stay();
    }
  }

  private synchronized boolean isTheOne() {
    passed++;
    return passed == orders.passing();
  }

  /** Only the end of the process ends this. */
  private static void stay() {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException e) {
        Thread.onSpinWait();
      }
    }
  }
}
