package dev.berth.compute.docker;

import dev.berth.compute.host.HolderClient;
import dev.berth.compute.host.SessionFiles;
import dev.berth.compute.host.TreeDeletion;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.InstallationId;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks after containers with their holders and their directories. Gone means all of it. A
 * container is ours when its labels say so, whatever its name. Thread-safe.
 */
final class ContainerCustodian implements Custodian {
  /** A handle for what a start left that never got as far as a container. */
  static final String NO_CONTAINER = "none";

  /** How long a release watches a holder go before it leaves the rest to the next look. */
  private static final Duration WATCH = Duration.ofSeconds(3);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  private final EngineAtHand engine;
  private final InstallationId installation;
  private final Place.Host place;
  private final SessionFiles files;
  private final ContainerHolders holders;
  private final HolderClient client;
  private final Time time;

  ContainerCustodian(EngineAtHand engine, InstallationId installation, Kept kept, Time time) {
    this.engine = engine;
    this.installation = installation;
    this.place = kept.place();
    this.files = kept.files();
    this.holders = kept.holders();
    this.client = kept.client();
    this.time = time;
  }

  /** What this host has of sessions. */
  record Kept(
      Place.Host place, SessionFiles files, ContainerHolders holders, HolderClient client) {}

  @Override
  public LeaseKind kind() {
    return LeaseKind.CONTAINER;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public Presence look(Lease lease) {
    try {
      Optional<Container> container = ours(lease);
      if (container.isPresent()) {
        return new Presence.Present(container.get().id());
      }
      boolean isLeft = holders.find(lease.id()).isPresent() || files.exists(lease.id());
      return isLeft
          ? new Presence.Present(lease.handle().orElse(NO_CONTAINER))
          : new Presence.Absent(
              "the engine has no container "
                  + lease.handle().filter(h -> !h.equals(NO_CONTAINER)).orElse(lease.id().value())
                  + " of ours; its holder and its directory do not exist");
    } catch (BerthException e) {
      return unknown(e.code() + ": " + e.detail());
    } catch (IOException e) {
      return unknown("the host's processes cannot be read: " + e.getMessage());
    }
  }

  private Presence unknown(String why) {
    return new Presence.Unknowable(why, time.now().plus(LOOK_AGAIN));
  }

  /**
   * By its id where that is known, else by its name; and only with this lease's labels: another's
   * container of that name, or of a copied handle, is none of ours.
   */
  private Optional<Container> ours(Lease lease) {
    Engine calls = engine.get();
    Optional<Container> byId =
        lease.handle().filter(h -> !h.equals(NO_CONTAINER)).flatMap(calls::inspect);
    Optional<Container> found = byId.isPresent() ? byId : calls.inspect(lease.id().value());
    return found.filter(c -> c.labels().prove(installation, lease.id()));
  }

  @Override
  public void release(Lease lease) {
    try {
      if (holders.find(lease.id()).isPresent()) {
        end(lease.id());
      }
      // With its id and its proof in hand, and never by its name.
      ours(lease).ifPresent(container -> engine.get().remove(container.id()));
      if (isHolderGoneSoon(lease.id())) {
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
  private void end(LeaseId lease) throws IOException, InterruptedException {
    try {
      client.stop(files.of(lease), Duration.ZERO, "released");
      isHolderGoneSoon(lease);
    } catch (IOException e) {
      holders.kill(lease);
    }
  }

  private boolean isHolderGoneSoon(LeaseId lease) throws IOException, InterruptedException {
    Instant end = time.now().plus(WATCH);
    while (holders.find(lease).isPresent()) {
      if (!time.now().isBefore(end)) {
        return false;
      }
      time.sleep(Duration.ofMillis(20));
    }
    return true;
  }

  @Override
  public Listing list() {
    try {
      Map<LeaseId, Thing> things = new LinkedHashMap<>();
      for (LeaseId lease : files.all()) {
        things.put(lease, new Thing(lease, NO_CONTAINER, files.sequence(lease)));
      }
      for (Engine.Listed listed : engine.get().list(installation.value())) {
        Optional<LeaseId> lease = SessionFiles.lease(listed.labels().lease());
        lease.ifPresent(
            id -> things.put(id, new Thing(id, listed.id(), listed.labels().sequenceNumber())));
      }
      return new Listing(true, new ArrayList<>(things.values()));
    } catch (BerthException | IOException e) {
      // Half a listing proves nothing, and says so.
      return new Listing(false, List.of());
    }
  }
}
