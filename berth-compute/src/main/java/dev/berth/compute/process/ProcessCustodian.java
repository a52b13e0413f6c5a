package dev.berth.compute.process;

import dev.berth.compute.host.Handle;
import dev.berth.compute.host.HolderClient;
import dev.berth.compute.host.Holders;
import dev.berth.compute.host.SessionFiles;
import dev.berth.compute.host.TreeDeletion;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks after session holders with everything below them, their cgroups and their directories. Gone
 * means all of it. Thread-safe.
 */
final class ProcessCustodian implements Custodian {
  /** How long a release watches a killed sandbox go before it leaves the rest to the next look. */
  private static final Duration WATCH = Duration.ofSeconds(2);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  private final Place.Host place;
  private final SessionFiles files;
  private final Holders holders;
  private final HolderClient client;
  private final Optional<Cgroups> cgroups;
  private final Time time;

  ProcessCustodian(
      Place.Host place,
      SessionFiles files,
      Holders holders,
      HolderClient client,
      Optional<Cgroups> cgroups,
      Time time) {
    this.place = place;
    this.files = files;
    this.holders = holders;
    this.client = client;
    this.cgroups = cgroups;
    this.time = time;
  }

  @Override
  public LeaseKind kind() {
    return LeaseKind.PROCESS;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public Presence look(Lease lease) {
    try {
      Optional<String> trace = trace(lease.id());
      return trace.isPresent()
          ? new Presence.Present(lease.handle().orElse(trace.get()))
          : new Presence.Absent(
              "no process carries "
                  + lease.id()
                  + ", its cgroups and its directory do not exist"
                  + lease.handle().map(h -> "; holder was pid " + h.split("/")[0]).orElse(""));
    } catch (IOException e) {
      return new Presence.Unknowable(
          "the host's processes cannot be read: " + e.getMessage(), time.now().plus(LOOK_AGAIN));
    }
  }

  /** A handle always: whoever finds a lease without one adopts what it finds under this one. */
  private Optional<String> trace(LeaseId lease) throws IOException {
    Optional<Holders.Found> holder = holders.find(lease);
    if (holder.isPresent()) {
      return holder.map(h -> new Handle(h.pid(), h.startTicks(), place.bootId()).text());
    }
    boolean isLeft =
        holders.anyOf(lease).isPresent()
            || files.exists(lease)
            || cgroups(lease).stream().anyMatch(Files::exists);
    return isLeft ? Optional.of(Handle.ofNobody(place.bootId()).text()) : Optional.empty();
  }

  @Override
  public void release(Lease lease) {
    try {
      if (holders.anyOf(lease.id()).isPresent()) {
        end(lease.id());
      }
      if (goneSoon(lease.id())) {
        for (Path cgroup : cgroups(lease.id())) {
          Cgroups.remove(cgroup);
        }
        TreeDeletion.delete(files.of(lease.id()));
      }
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.UNAVAILABLE, "the session cannot be released yet: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BerthException(ErrorCode.UNAVAILABLE, "interrupted while releasing", e);
    }
  }

  /** Through the holder, which leaves word of the end; without its ear, by killing it. */
  private void end(LeaseId lease) throws IOException {
    try {
      client.stop(files.of(lease), Duration.ZERO, "released");
    } catch (IOException e) {
      Optional<Holders.Found> holder = holders.find(lease);
      // What a dead holder left: bubblewrap's first process, whose end is the end of all of them.
      Optional<Holders.Found> left = holder.isPresent() ? holder : holders.anyOf(lease);
      if (left.isPresent()) {
        holders.kill(left.get().pid(), left.get().startTicks());
      }
    }
  }

  private boolean goneSoon(LeaseId lease) throws IOException, InterruptedException {
    Instant end = time.now().plus(WATCH);
    while (inUse(lease)) {
      if (!time.now().isBefore(end)) {
        return false;
      }
      if (holders.anyOf(lease).isEmpty()) {
        // Without a sandbox: orphans of a holder that was killed.
        for (Path cgroup : cgroups(lease)) {
          Cgroups.kill(cgroup);
        }
      }
      time.sleep(Duration.ofMillis(10));
    }
    return true;
  }

  private boolean inUse(LeaseId lease) throws IOException {
    if (holders.anyOf(lease).isPresent()) {
      return true;
    }
    for (Path cgroup : cgroups(lease)) {
      if (Cgroups.populated(cgroup)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Those written down at the start, which an earlier boot of the server may have had elsewhere,
   * and those that this one would use: a server killed in between has written nothing down.
   */
  private Set<Path> cgroups(LeaseId lease) throws IOException {
    Set<Path> all = new LinkedHashSet<>(files.cgroups(lease));
    cgroups.ifPresent(kernel -> all.addAll(kernel.directories(lease)));
    return all;
  }

  @Override
  public Listing list() {
    try {
      Map<LeaseId, Thing> things = new LinkedHashMap<>();
      for (LeaseId lease : files.all()) {
        things.put(lease, new Thing(lease, files.of(lease).toString(), files.sequence(lease)));
      }
      for (Holders.Found found : holders.all()) {
        String handle = new Handle(found.pid(), found.startTicks(), place.bootId()).text();
        things.put(found.lease(), new Thing(found.lease(), handle, files.sequence(found.lease())));
      }
      return new Listing(true, new ArrayList<>(things.values()));
    } catch (IOException e) {
      // Half a listing proves nothing, and says so.
      return new Listing(false, List.of());
    }
  }
}
