package dev.berth.engine.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CallLimitTest {
  private final CallLimit limit = new CallLimit(Duration.ofMillis(50));

  @Test
  void answersAndFailuresPass() {
    assertThat(limit.<String>call("it", () -> "answer")).isEqualTo("answer");
    BerthException own = new BerthException(ErrorCode.CONFLICT, "own");
    assertThatThrownBy(
            () ->
                limit.run(
                    "it",
                    () -> {
                      throw own;
                    }))
        .isSameAs(own);
    AssertionError error = new AssertionError("died");
    assertThatThrownBy(
            () ->
                limit.run(
                    "it",
                    () -> {
                      throw error;
                    }))
        .isSameAs(error);
  }

  @Test
  void whatHangsIsInterruptedAndCostsTheLimit() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    BerthException late =
        catchThrowableOfType(
            BerthException.class,
            () ->
                limit.run(
                    "the host",
                    () -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                      }
                    }));
    assertThat(late.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(late.detail()).contains("the host").contains("50 ms");
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
