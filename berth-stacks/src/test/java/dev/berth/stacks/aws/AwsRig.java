package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.world.QuickTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The adapter before a stub, on a clock that whoever sleeps turns. */
final class AwsRig implements AutoCloseable {
  static final Scope SCOPE = new Scope("111122223333", "eu-west-1");
  static final CallLimits LIMITS =
      new CallLimits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofMinutes(2),
          4,
          Duration.ofMillis(50),
          50);

  final AwsStub stub;
  final QuickTime time = new QuickTime();
  private final AwsCloud aws;

  AwsRig() {
    this(UnaryOperator.identity());
  }

  AwsRig(UnaryOperator<AwsSettings> settings) {
    this(settings, request -> Reply.ok(WireTexts.of(request.operation())));
  }

  /** Before a server that answers so. */
  static AwsRig over(Function<AwsStub.Seen, Reply> answers) {
    return new AwsRig(UnaryOperator.identity(), answers);
  }

  private AwsRig(UnaryOperator<AwsSettings> settings, Function<AwsStub.Seen, Reply> answers) {
    try {
      stub = new AwsStub(answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AwsSettings standard = AwsSettings.standard(SCOPE).withLimits(LIMITS).withEndpoint(stub.uri());
    aws =
        new AwsCloud(
            settings.apply(standard),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "none")),
            runtime -> List.of("session-of-" + runtime.id()),
            time,
            new Random(1));
  }

  Cloud cloud() {
    return aws.cloud();
  }

  @Override
  public void close() {
    aws.close();
    stub.close();
  }
}
