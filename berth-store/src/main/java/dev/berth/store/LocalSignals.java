package dev.berth.store;

import dev.berth.core.store.Signals;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hints within one process. */
public final class LocalSignals implements Signals {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSignals.class);

  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  @Override
  public void raise(String topic) {
    for (Consumer<String> listener : listeners) {
      try {
        listener.accept(topic);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on the hint {}; the others go on", topic, e);
      }
    }
  }

  @Override
  public Subscription subscribe(Consumer<String> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
