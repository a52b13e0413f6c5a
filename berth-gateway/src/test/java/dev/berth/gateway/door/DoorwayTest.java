package dev.berth.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DoorwayTest {
  private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATE = EARLY.plusSeconds(1);

  private static Grant grant(Optional<Instant> narrowed, Optional<Instant> dead) {
    return new Grant(
        new LeaseId("01K0000000000000000000000A"),
        new SessionId("01K0000000000000000000000B"),
        GrantRole.AGENT,
        "00",
        "/run/doors",
        narrowed,
        dead);
  }

  @Test
  void whoeverReadTheRowEarlierGivesNoRightBack() {
    Doorway doorway = new Doorway(grant(Optional.empty(), Optional.empty()), DoorLimits.standard());
    doorway.grant(grant(Optional.of(EARLY), Optional.empty()));
    doorway.grant(grant(Optional.empty(), Optional.of(LATE)));
    doorway.grant(grant(Optional.empty(), Optional.empty()));
    assertThat(doorway.grant().narrowedAt()).contains(EARLY);
    assertThat(doorway.grant().deadAt()).contains(LATE);
  }
}
