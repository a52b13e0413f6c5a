package dev.berth.stacks.alert;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells several; it is delivered when all have it, and told to all again if one has not. */
public record SeveralAlerts(List<AlertPort> ports) implements AlertPort {
  public SeveralAlerts {
    ports = List.copyOf(ports);
  }

  @Override
  public Delivery open(Alert alert) {
    return all(port -> port.open(alert));
  }

  @Override
  public Delivery update(Alert alert) {
    return all(port -> port.update(alert));
  }

  @Override
  public Delivery resolve(String key, Instant at, String reason) {
    return all(port -> port.resolve(key, at, reason));
  }

  private Delivery all(Function<AlertPort, Delivery> tell) {
    String failures =
        ports.stream()
            .map(tell)
            .filter(Delivery.Failed.class::isInstance)
            .map(delivery -> ((Delivery.Failed) delivery).reason())
            .collect(Collectors.joining("; "));
    return failures.isEmpty() ? new Delivery.Done() : new Delivery.Failed(failures);
  }
}
