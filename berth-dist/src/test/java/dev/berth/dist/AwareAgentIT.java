package dev.berth.dist;

import dev.berth.dist.AgentSituations.Kind;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The reference agent in the situations of the other kinds. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@Tag("long")
final class AwareAgentIT {
  private static @Nullable AgentSituations situations;

  @BeforeAll
  static void submitAll() throws IOException {
    situations = AgentSituations.submit(EnumSet.of(Kind.AWARE));
  }

  @AfterAll
  static void close() {
    if (situations != null) {
      situations.close();
    }
  }

  private static AgentSituations situations() {
    return Objects.requireNonNull(situations);
  }

  @Test
  void fixes() throws Exception {
    situations().fixes(Kind.AWARE);
  }

  @Test
  void isCancelled() throws Exception {
    situations().isCancelled(Kind.AWARE);
  }

  @Test
  void isKilled() throws Exception {
    situations().isKilled(Kind.AWARE);
  }

  @Test
  void isRefusedAHostAndGoesOn() throws Exception {
    situations().isRefusedAHostAndGoesOn(Kind.AWARE);
  }

  @Test
  void spendsNoMoreThanItsBudget() throws Exception {
    situations().spendsNoMoreThanItsBudget(Kind.AWARE);
  }
}
