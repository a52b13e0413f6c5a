package dev.berth.engine.gate;

import dev.berth.core.gate.Gate;
import dev.berth.core.id.GateId;
import dev.berth.core.notify.Notifier;
import dev.berth.core.store.Database;
import dev.berth.core.task.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks which gates wait and which do not any more, and tells every channel. What it has told is in
 * memory only: after a restart people hear again of what still waits. Called by one thread.
 */
public final class GateNotices {
  /** Between two looks. */
  public static final Duration INTERVAL = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(GateNotices.class);
  private static final int MOST = 10_000;

  private final Database database;
  private final List<Notifier> channels;
  private final Set<GateId> told = new HashSet<>();

  public GateNotices(Database database, List<Notifier> channels) {
    this.database = database;
    this.channels = List.copyOf(channels);
  }

  /** Looks once. */
  public void tick() {
    List<Gate> waiting = database.read(tx -> tx.gates().pending(MOST));
    waiting.stream().filter(gate -> told.add(gate.id())).forEach(this::tell);
    Set<GateId> still = waiting.stream().map(Gate::id).collect(Collectors.toSet());
    List<GateId> over = told.stream().filter(id -> !still.contains(id)).toList();
    for (GateId id : over) {
      told.remove(id);
      database.read(tx -> tx.gates().find(id)).ifPresent(this::tell);
    }
  }

  private void tell(Gate gate) {
    Optional<Task> task = database.read(tx -> tx.tasks().find(gate.task()));
    if (task.isEmpty()) {
      return;
    }
    for (Notifier channel : channels) {
      try {
        channel.tell(gate, task.get());
      } catch (RuntimeException e) {
        LOG.warn("channel {} could not tell of gate {}", channel.channel(), gate.id(), e);
      }
    }
  }
}
