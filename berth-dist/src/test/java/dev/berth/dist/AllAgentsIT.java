package dev.berth.dist;

import dev.berth.dist.AgentSituations.Kind;
import dev.berth.dist.AgentSituations.Situation;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reference agent, and a plain one, in each situation; commands have it in each build. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@Tag("long")
final class AllAgentsIT {
  private static @Nullable AgentSituations situations;

  @BeforeAll
  static void submitAll() throws IOException {
    situations =
        AgentSituations.submit(
            Map.of(
                Kind.AWARE,
                EnumSet.complementOf(EnumSet.of(Situation.POINTER)),
                Kind.PLAIN,
                EnumSet.complementOf(EnumSet.of(Situation.POINTER))));
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

  @ParameterizedTest
  @EnumSource(names = {"AWARE", "PLAIN"})
  void fixes(Kind kind) throws Exception {
    situations().fixes(kind);
  }

  @ParameterizedTest
  @EnumSource(names = {"AWARE", "PLAIN"})
  void isCancelled(Kind kind) throws Exception {
    situations().isCancelled(kind);
  }

  @ParameterizedTest
  @EnumSource(names = {"AWARE", "PLAIN"})
  void isKilled(Kind kind) throws Exception {
    situations().isKilled(kind);
  }

  @ParameterizedTest
  @EnumSource(names = {"AWARE", "PLAIN"})
  void isRefusedAHostAndGoesOn(Kind kind) throws Exception {
    situations().isRefusedAHostAndGoesOn(kind);
  }

  @ParameterizedTest
  @EnumSource(names = {"AWARE", "PLAIN"})
  void spendsNoMoreThanItsBudget(Kind kind) throws Exception {
    situations().spendsNoMoreThanItsBudget(kind);
  }
}
