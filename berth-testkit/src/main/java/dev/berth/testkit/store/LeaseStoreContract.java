package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.id.LeaseId;
import dev.berth.core.id.NodeId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.LeaseStore;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.SightingStore.Look;
import dev.berth.core.lease.SightingStore.What;
import dev.berth.core.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The ledger's rows: guards, epochs, races. */
public abstract class LeaseStoreContract extends StoreContract {
  private static final Instant NOW = Samples.NOW;
  private static final Instant LATER = NOW.plusSeconds(60);

  protected LeaseStoreContract() {
    super(new Samples());
  }

  @Test
  void goesFromIntendedToHeldToReleased() {
    Lease lease = intended(session());
    assertThat(find(lease)).isEqualTo(lease);
    assertThat(did(tx -> tx.leases().hold(lease.id(), 1, "pid:" + lease.id(), NOW))).isTrue();
    assertThat(did(tx -> tx.leases().hold(lease.id(), 1, "again", NOW))).isFalse();
    Lease held = find(lease);
    assertThat(held.state()).isEqualTo(LeaseState.HELD);
    assertThat(held.handle()).contains("pid:" + lease.id());
    assertThat(held.times().heldAt()).contains(NOW);

    NodeId node = samples.node();
    Lease taken = takeOver(lease, node, NOW).orElseThrow();
    assertThat(taken.state()).isEqualTo(LeaseState.RELEASING);
    assertThat(taken.epoch()).isEqualTo(2);
    assertThat(taken.releaser()).contains(new Lease.Releaser(node, LATER));
    assertThat(did(tx -> tx.leases().isReleasing(lease.id(), node, 2))).isTrue();
    assertThat(did(tx -> tx.leases().isReleasing(lease.id(), node, 1))).isFalse();

    assertThat(settle(lease, 1, LeaseState.RELEASED)).isFalse();
    assertThat(settle(lease, 2, LeaseState.RELEASED)).isTrue();
    assertThat(settle(lease, 2, LeaseState.HANDED_OVER)).isFalse();
    Lease settled = find(lease);
    assertThat(settled.state()).isEqualTo(LeaseState.RELEASED);
    assertThat(settled.evidence()).contains("seen to be gone");
    assertThat(settled.times().settledAt()).contains(LATER);
    assertThat(takeOver(lease, node, LATER)).isEmpty();
  }

  @Test
  void aCreatorThatWasTakenOverLoses() {
    Lease lease = intended(session());
    assertThat(takeOver(lease, samples.node(), NOW)).isPresent();
    assertThat(did(tx -> tx.leases().hold(lease.id(), 1, "late", NOW))).isFalse();
    assertThat(did(tx -> tx.leases().hold(lease.id(), 2, "late", NOW))).isFalse();
    assertThat(find(lease).handle()).isEmpty();
  }

  @Test
  void claimsOfDeadNodesAreVoid() {
    Lease mine = intended(session());
    Lease others = intended(session());
    NodeId me = samples.node();
    NodeId dead = samples.node();
    assertThat(takeOver(mine, me, NOW)).isPresent();
    assertThat(takeOver(others, dead, NOW)).isPresent();
    assertThat(takeOver(others, me, NOW)).isEmpty();
    assertThat(changed(tx -> tx.leases().voidClaims(me))).isPositive();
    assertThat(takeOver(others, me, NOW).orElseThrow().epoch()).isEqualTo(3);
    assertThat(did(tx -> tx.leases().isReleasing(mine.id(), me, 2))).isTrue();
  }

  @Test
  void theSequenceOnlyGrows() {
    long before = counted(tx -> tx.leases().lastSequence());
    long next = changed(tx -> tx.leases().nextSequence());
    assertThat(next).isGreaterThan(before);
    assertThat(counted(tx -> tx.leases().lastSequence())).isGreaterThanOrEqualTo(next);
  }

  @Test
  void nothingIsAcquiredForAClosingSession() {
    Session session = session();
    assertThat(did(tx -> tx.sessions().update(session.closing()))).isTrue();
    Lease lease = lease(new LeaseOwner.OfSession(session.id()));
    assertThat(did(tx -> tx.leases().insert(lease))).isFalse();
    assertThat(found(tx -> tx.leases().find(lease.id()))).isEmpty();
    Lease other = lease(new LeaseOwner.OfInstallation());
    assertThat(did(tx -> tx.leases().insert(other))).isTrue();
    Lease stack = lease(new LeaseOwner.OfStack("web"));
    assertThat(did(tx -> tx.leases().insert(stack))).isTrue();
    assertThat(find(stack)).isEqualTo(stack);
  }

  @Test
  void aLeaseIsSeenByWhoClosesItsSessionOrIsRefused() {
    for (int round = 0; round < 10; round++) {
      Session session = session();
      Lease lease = lease(new LeaseOwner.OfSession(session.id()));
      List<Boolean> answers =
          together(
              2,
              i ->
                  () ->
                      i == 0
                          ? did(tx -> tx.leases().insert(lease))
                          : did(
                              tx -> {
                                tx.sessions().update(session.closing());
                                return tx.leases().of(session.id()).isEmpty();
                              }));
      boolean inserted = answers.get(0);
      boolean sawNothing = answers.get(1);
      assertThat(inserted).isNotEqualTo(sawNothing);
    }
  }

  @Test
  void ofManyWhoTakeOverOneWins() {
    Lease lease = intended(session());
    for (int round = 1; round <= 5; round++) {
      Instant now = NOW.plusSeconds(120L * round);
      List<Optional<Lease>> taken = together(10, i -> () -> takeOver(lease, samples.node(), now));
      List<Lease> winners = taken.stream().flatMap(Optional::stream).toList();
      assertThat(winners).hasSize(1);
      assertThat(winners.getFirst().epoch()).isEqualTo(1 + round);
    }
  }

  @Test
  void aReleaseBelongsToItsNodeUntilItExpires() {
    Lease lease = intended(session());
    NodeId first = samples.node();
    NodeId second = samples.node();
    assertThat(takeOver(lease, first, NOW)).isPresent();
    assertThat(takeOver(lease, second, NOW)).isEmpty();
    assertThat(did(tx -> tx.leases().extend(lease.id(), 2, LATER.plusSeconds(60)))).isTrue();
    assertThat(takeOver(lease, second, LATER)).isEmpty();
    assertThat(did(tx -> tx.leases().extend(lease.id(), 1, LATER))).isFalse();
    Instant expired = LATER.plusSeconds(60);
    assertThat(takeOver(lease, second, expired).orElseThrow().epoch()).isEqualTo(3);
    assertThat(did(tx -> tx.leases().extend(lease.id(), 2, LATER))).isFalse();
  }

  @Test
  void aFailedAttemptIsNotedAndGivesTheReleaseUp() {
    Session session = session();
    Lease lease = intended(session);
    assertThat(takeOver(lease, samples.node(), NOW)).isPresent();
    assertThat(did(tx -> tx.leases().postpone(lease.id(), 2, "busy", LATER, false))).isTrue();
    Lease postponed = find(lease);
    assertThat(postponed.state()).isEqualTo(LeaseState.RELEASING);
    assertThat(postponed.releaser()).isEmpty();
    assertThat(postponed.attempts())
        .isEqualTo(
            new Lease.Attempts(1, Optional.of("busy"), Optional.of(LATER), Optional.empty()));
    assertThat(did(tx -> tx.leases().postpone(lease.id(), 1, "old", LATER, true))).isFalse();
    assertThat(did(tx -> tx.leases().postpone(lease.id(), 2, "stuck", LATER, true))).isTrue();
    assertThat(find(lease).state()).isEqualTo(LeaseState.STUCK);
    assertThat(takeOver(lease, samples.node(), LATER)).isPresent();
  }

  @Test
  void waitingForADependencyUsesNoAttempt() {
    Lease lease = intended(session());
    assertThat(did(tx -> tx.leases().await(lease.id(), 1, "down", LATER))).isFalse();
    assertThat(takeOver(lease, samples.node(), NOW)).isPresent();
    assertThat(did(tx -> tx.leases().await(lease.id(), 1, "down", LATER))).isFalse();
    assertThat(did(tx -> tx.leases().await(lease.id(), 2, "down", LATER))).isTrue();
    Lease waiting = find(lease);
    assertThat(waiting.state()).isEqualTo(LeaseState.RELEASING);
    assertThat(waiting.releaser()).isEmpty();
    assertThat(waiting.attempts())
        .isEqualTo(
            new Lease.Attempts(0, Optional.of("down"), Optional.of(LATER), Optional.of(LATER)));
    writing(tx -> tx.leases().postpone(lease.id(), 2, "resists", LATER, true));
    assertThat(did(tx -> tx.leases().await(lease.id(), 2, "down again", LATER))).isTrue();
    assertThat(find(lease).state()).isEqualTo(LeaseState.STUCK);
  }

  @Test
  void theSequenceIsRaisedAndNeverLowered() {
    long last = counted(tx -> tx.leases().lastSequence());
    writing(tx -> tx.leases().raiseSequence(last + 10));
    assertThat(counted(tx -> tx.leases().lastSequence())).isGreaterThanOrEqualTo(last + 10);
    writing(tx -> tx.leases().raiseSequence(last));
    assertThat(changed(tx -> tx.leases().nextSequence())).isGreaterThan(last + 10);
  }

  @Test
  void aSightingIsOfAListingAndOfABoot() {
    LeaseId name = new LeaseId(samples.id());
    LeaseId other = new LeaseId(samples.id());
    Look processes = look(LeaseKind.PROCESS, "one");
    assertThat(sightings(processes, Set.of(name, other), NOW))
        .isEqualTo(Map.of(name, NOW, other, NOW));
    assertThat(sightings(processes, Set.of(name), LATER)).isEqualTo(Map.of(name, NOW));
    assertThat(sightings(processes, Set.of(name, other), LATER))
        .isEqualTo(Map.of(name, NOW, other, LATER));
    // A look of the past, after the clock was put back, begins anew.
    assertThat(sightings(processes, Set.of(other), NOW)).isEqualTo(Map.of(other, NOW));
    // What was seen before the host's boot was another process.
    assertThat(sightings(look(LeaseKind.PROCESS, "two"), Set.of(other), LATER))
        .isEqualTo(Map.of(other, LATER));
    // A directory outlives a boot.
    assertThat(sightings(look(LeaseKind.WORKSPACE, "one"), Set.of(name), NOW))
        .isEqualTo(Map.of(name, NOW));
    assertThat(sightings(look(LeaseKind.WORKSPACE, "two"), Set.of(name), LATER))
        .isEqualTo(Map.of(name, NOW));
    // Another reason is another sighting.
    Look unseen =
        new Look(LeaseKind.WORKSPACE, look(LeaseKind.WORKSPACE, "two").place(), What.UNSEEN);
    Instant noted = write(tx -> tx.sightings().note(unseen, name, LATER));
    assertThat(noted).isEqualTo(LATER);
    writing(tx -> tx.sightings().forget(unseen, name));
    assertThat(names(unseen)).isEmpty();
    assertThat(names(look(LeaseKind.WORKSPACE, "one"))).containsExactly(name);
  }

  private Map<LeaseId, Instant> sightings(Look look, Set<LeaseId> names, Instant at) {
    return write(tx -> tx.sightings().noteAll(look, names, at));
  }

  private Set<LeaseId> names(Look look) {
    return read(tx -> tx.sightings().names(look));
  }

  private static Look look(LeaseKind kind, String boot) {
    return new Look(kind, new Place.Host("sightings", boot), What.STRANGE);
  }

  @Test
  void abandonedLeasesAreThoseOfEndedSessionsThatNobodyReleases() {
    Session session = session();
    Lease waiting = intended(session);
    Lease releasing = intended(session);
    Lease postponed = intended(session);
    assertThat(abandoned(NOW)).doesNotContain(waiting.id());
    assertThat(did(tx -> tx.sessions().update(session.closing()))).isTrue();
    takeOver(releasing, samples.node(), NOW);
    takeOver(postponed, samples.node(), NOW);
    writing(tx -> tx.leases().postpone(postponed.id(), 2, "busy", LATER, false));
    assertThat(abandoned(NOW))
        .contains(waiting.id())
        .doesNotContain(releasing.id(), postponed.id());
    assertThat(abandoned(LATER)).contains(waiting.id(), releasing.id(), postponed.id());
  }

  @Test
  void twoOpenLeasesCannotHoldOneThing() {
    Lease first = intended(session());
    Lease second = intended(session());
    String handle = "inode:" + first.id();
    assertThat(did(tx -> tx.leases().hold(first.id(), 1, handle, NOW))).isTrue();
    assertThatThrownBy(() -> did(tx -> tx.leases().hold(second.id(), 1, handle, NOW)))
        .isInstanceOf(RuntimeException.class);
    assertThat(settle(first, 1, LeaseState.RELEASED)).isTrue();
    assertThat(did(tx -> tx.leases().hold(second.id(), 1, handle, NOW))).isTrue();
  }

  @Test
  void listsByPlaceStateSessionAndKind() {
    Session session = session();
    Lease first = intended(session);
    Lease second = intended(session);
    assertThat(rows(tx -> tx.leases().of(session.id()))).containsExactly(first, second);
    assertThat(rows(tx -> tx.leases().at(Samples.HOST, Set.of(LeaseState.INTENDED))))
        .containsSubsequence(first, second);
    assertThat(rows(tx -> tx.leases().in(Set.of(LeaseState.INTENDED))))
        .containsSubsequence(first, second);
    assertThat(rows(tx -> tx.leases().in(Set.of()))).isEmpty();
    long before = read(tx -> tx.leases().countUnsettled(LeaseKind.PROCESS));
    assertThat(settle(first, 1, LeaseState.RELEASED)).isTrue();
    assertThat(counted(tx -> tx.leases().countUnsettled(LeaseKind.PROCESS))).isEqualTo(before - 1);
  }

  @Test
  void pagesGoFromTheNewestToTheOldestAndNameTheTask() {
    Session session = session();
    Lease first = intended(session);
    Lease settled = intended(session);
    Lease nobodys = lease(new LeaseOwner.OfInstallation());
    writing(tx -> tx.leases().insert(nobodys));
    assertThat(settle(settled, 1, LeaseState.RELEASED)).isTrue();
    long end = nobodys.sequence() + 1;
    List<LeaseStore.Entry> page = read(tx -> tx.leases().list(Set.of(LeaseState.INTENDED), end, 2));
    assertThat(page)
        .containsExactly(
            new LeaseStore.Entry(nobodys, Optional.empty()),
            new LeaseStore.Entry(first, Optional.of(session.task())));
    List<LeaseStore.Entry> next =
        read(tx -> tx.leases().list(Set.of(LeaseState.INTENDED), first.sequence(), 1));
    assertThat(next).extracting(LeaseStore.Entry::lease).doesNotContain(first);
    List<LeaseStore.Entry> all = read(tx -> tx.leases().list(Set.of(LeaseState.RELEASED), end, 1));
    assertThat(all).extracting(entry -> entry.lease().id()).containsExactly(settled.id());
  }

  private Session session() {
    return write(samples::storedSession);
  }

  private Lease lease(LeaseOwner owner) {
    return samples.lease(owner, LeaseKind.PROCESS, write(tx -> tx.leases().nextSequence()));
  }

  private Lease intended(Session session) {
    Lease lease = lease(new LeaseOwner.OfSession(session.id()));
    assertThat(did(tx -> tx.leases().insert(lease))).isTrue();
    return lease;
  }

  private Lease find(Lease lease) {
    return found(tx -> tx.leases().find(lease.id())).orElseThrow();
  }

  private Optional<Lease> takeOver(Lease lease, NodeId node, Instant now) {
    Lease.Releaser releaser = new Lease.Releaser(node, now.plusSeconds(60));
    return write(tx -> tx.leases().takeOver(lease.id(), releaser, now));
  }

  private boolean settle(Lease lease, long epoch, LeaseState end) {
    return did(tx -> tx.leases().settle(lease.id(), epoch, end, "seen to be gone", LATER));
  }

  private List<LeaseId> abandoned(Instant now) {
    return rows(tx -> tx.leases().abandoned(Samples.HOST, now)).stream().map(Lease::id).toList();
  }
}
