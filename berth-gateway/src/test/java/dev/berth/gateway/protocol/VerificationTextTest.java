package dev.berth.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.core.session.Verification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerificationTextTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String OID = "0123456789abcdef0123456789abcdef01234567";

  private static Verification read(String text) {
    return VerificationText.read(text.getBytes(StandardCharsets.UTF_8), NOW);
  }

  @Test
  void whatInitSaysIsUnderstood() {
    Verification verification =
        read(
            """
            head.commit=%1$s
            base.commit=%1$s
            head.build.command=./build.sh --all\\=yes
            head.build.exit=0
            head.build.duration_ms=812
            head.build.output=line one\\nline two
            base.build.command=./build.sh
            base.build.exit=1
            base.build.duration_ms=3
            base.build.output=
            """
                .formatted(OID));
    assertThat(verification.headOid()).isEqualTo(OID);
    assertThat(verification.error()).isEmpty();
    Verification.Check head = verification.headBuild().orElseThrow();
    assertThat(head.command()).isEqualTo("./build.sh --all=yes");
    assertThat(head.exitCode()).isZero();
    assertThat(head.duration()).isEqualTo(Duration.ofMillis(812));
    assertThat(head.output()).isEqualTo("line one\nline two");
    assertThat(verification.baseBuild().orElseThrow().exitCode()).isEqualTo(1);
    assertThat(verification.headLint()).isEmpty();
  }

  @Test
  void aCheckoutThatFailedNeedsNoCommit() {
    assertThat(read("error=head could not be checked out").error())
        .contains("head could not be checked out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "head.commit=main",
        "head.commit=0123456789ABCDEF0123456789abcdef01234567",
        "head.commit=0123456789abcdef0123456789abcdef01234567\nsurprise=1",
        "head.commit=0123456789abcdef0123456789abcdef01234567\nhead.build.exit=0",
        "head.commit=0123456789abcdef0123456789abcdef01234567\n"
            + "head.build.exit=zero\nhead.build.command=x\nhead.build.duration_ms=1",
        "head.commit=0123456789abcdef0123456789abcdef01234567\n"
            + "head.build.exit=0\nhead.build.command=x\nhead.build.duration_ms=-1",
        "head.commit=0123456789abcdef0123456789abcdef01234567\nhead.commit=x",
      })
  void whatIsNotExactIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(BerthException.class);
  }
}
