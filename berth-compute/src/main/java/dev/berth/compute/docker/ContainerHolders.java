package dev.berth.compute.docker;

import dev.berth.compute.host.Holders;
import dev.berth.compute.host.SessionFiles;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Place;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;

/** The holders of containers, by what they and their launch wrote down. Thread-safe. */
final class ContainerHolders {
  private final SessionFiles files;
  private final Holders holders;
  private final Place.Host place;

  ContainerHolders(SessionFiles files, Holders holders, Place.Host place) {
    this.files = files;
    this.holders = holders;
    this.place = place;
  }

  /** How a lease's holder is. */
  enum State {
    ALIVE,
    /** It was started, and is no more. */
    GONE,
    /** It has not written who it is; perhaps it never was. */
    UNKNOWN
  }

  /** Cheap: reads the session's own files and one entry of {@code /proc}. */
  State of(LeaseId lease) throws IOException {
    Optional<Properties> launched = files.read(lease, "holder.properties");
    if (launched.isPresent() && !place.bootId().equals(launched.get().getProperty("boot_id", ""))) {
      return State.GONE;
    }
    Optional<Properties> written = files.read(lease, "holder.pid");
    if (written.isEmpty() || written.get().getProperty("start") == null) {
      return State.UNKNOWN;
    }
    long pid = Long.parseLong(written.get().getProperty("pid"));
    long start = Long.parseLong(written.get().getProperty("start"));
    boolean isAlive = holders.processes().startTicks(pid).filter(t -> t == start).isPresent();
    return isAlive ? State.ALIVE : State.GONE;
  }

  /** The same by looking at every process of the host: finds one that has not said who it is. */
  Optional<Holders.Found> find(LeaseId lease) throws IOException {
    return holders.find(lease);
  }

  /** Ends a holder that does not listen, and the engine's command below it. */
  void kill(LeaseId lease) throws IOException {
    Optional<Holders.Found> found = holders.find(lease);
    if (found.isPresent()) {
      holders.kill(found.get().pid(), found.get().startTicks());
    }
  }
}
