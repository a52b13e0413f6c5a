package dev.berth.stacks.world;

import dev.berth.stacks.alert.Alert;
import dev.berth.stacks.alert.AlertPort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told: {@code open KEY}. Not thread-safe. */
public final class Alerts implements AlertPort {
  public final List<String> told = new ArrayList<>();

  @Override
  public Delivery open(Alert alert) {
    told.add("open");
    return new Delivery.Done();
  }

  @Override
  public Delivery update(Alert alert) {
    told.add("update");
    return new Delivery.Done();
  }

  @Override
  public Delivery resolve(String key, Instant at, String reason) {
    told.add("resolve");
    return new Delivery.Done();
  }
}
