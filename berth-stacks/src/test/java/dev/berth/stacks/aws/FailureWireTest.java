package dev.berth.stacks.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.stacks.cloud.AccountPort;
import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.QuickTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What goes wrong between us and AWS, and how often a call is made then. */
final class FailureWireTest {
  private static final ItemId VPC = new ItemId(ItemType.VPC, "vpc-1");
  private static final ItemId RUNTIME = new ItemId(ItemType.RUNTIME, WireTexts.RUNTIME);

  private static AwsRig impatient() {
    CallLimits limits =
        new CallLimits(
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMinutes(2),
            2,
            Duration.ZERO,
            50);
    return new AwsRig(settings -> settings.withLimits(limits));
  }

  private static FailureKind kindOf(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused) answer).failure().kind();
  }

  @ParameterizedTest
  @CsvSource({
    "400, RequestLimitExceeded, THROTTLED, 4",
    "503, RequestLimitExceeded, THROTTLED, 4",
    "503, Unavailable, EFFECT_UNKNOWN, 1",
    "500, InternalError, EFFECT_UNKNOWN, 1",
    "403, UnauthorizedOperation, DENIED, 1",
    "403, SomethingNew, DENIED, 1",
    "400, DependencyViolation, DEPENDENCY_VIOLATION, 1",
    "400, IncorrectState, CONFLICT, 1",
    "400, SomethingNew, INVALID, 1",
    "404, SomethingNew, INVALID, 1"
  })
  void aChangeIsMadeAgainOnlyIfItCertainlyHadNoEffect(
      int status, String code, FailureKind kind, int calls) {
    try (AwsRig rig = new AwsRig()) {
      rig.stub.error(AwsOperation.DELETE_VPC, status, code);
      assertThat(kindOf(rig.cloud().network().delete(VPC))).isEqualTo(kind);
      assertThat(rig.stub.seen()).hasSize(calls);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "429, ThrottlingException, THROTTLED, 4",
    "409, ConflictException, CONFLICT, 1",
    "409, RetryableConflictException, CONFLICT, 1",
    "403, AccessDeniedException, DENIED, 1",
    "400, ValidationException, INVALID, 1",
    "500, InternalServerException, EFFECT_UNKNOWN, 1"
  })
  void theJsonServicesFailuresAreToldApartToo(
      int status, String code, FailureKind kind, int calls) {
    try (AwsRig rig = new AwsRig()) {
      rig.stub.error(AwsOperation.DELETE_RUNTIME, status, code);
      assertThat(kindOf(rig.cloud().runtimes().delete(RUNTIME))).isEqualTo(kind);
      assertThat(rig.stub.seen()).hasSize(calls);
    }
  }

  @Test
  void throttlingSlowsDownAndLeavesNothingOut() {
    try (AwsRig rig = new AwsRig()) {
      Reply busy = Reply.error(AwsOperation.DESCRIBE_VPCS, 503, "RequestLimitExceeded", "slow");
      rig.stub.on(
          AwsOperation.DESCRIBE_VPCS,
          busy,
          busy,
          Reply.ok(WireTexts.of(AwsOperation.DESCRIBE_VPCS)));
      Listing listing = rig.cloud().network().list(ItemType.VPC);
      assertThat(listing.completeness()).isEqualTo(new Completeness.Complete());
      assertThat(rig.stub.seen()).hasSize(3);
      assertThat(Duration.between(Account.NOW, rig.time.now()))
          .isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }
  }

  @Test
  void theBudgetOfRetriesIsSharedByAllCallsAndComesBackWithAnswers() {
    CallLimits limits =
        new CallLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofMinutes(2),
            4,
            Duration.ZERO,
            4);
    try (AwsRig rig = new AwsRig(settings -> settings.withLimits(limits))) {
      rig.stub.error(AwsOperation.DESCRIBE_VPCS, 503, "RequestLimitExceeded");
      rig.cloud().network().list(ItemType.VPC);
      rig.cloud().network().list(ItemType.VPC);
      rig.cloud().network().list(ItemType.VPC);
      assertThat(rig.stub.seen()).hasSize(4 + 2 + 1);
      for (int i = 0; i < 10; i++) {
        rig.cloud().network().list(ItemType.NETWORK_ACL);
      }
      rig.cloud().network().list(ItemType.VPC);
      assertThat(rig.stub.textsOf(AwsOperation.DESCRIBE_VPCS)).hasSize(7 + 2);
    }
  }

  @Test
  void aChangeWhoseAnswerNeverComesIsMadeOnce() {
    try (AwsRig rig = impatient()) {
      rig.stub.on(AwsOperation.DELETE_VPC, Reply.silent());
      Answer answer = rig.cloud().network().delete(VPC);
      assertThat(kindOf(answer)).isEqualTo(FailureKind.EFFECT_UNKNOWN);
      assertThat(rig.stub.seen()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = AwsOperation.class,
      names = {"DELETE_VPC", "DELETE_RUNTIME", "DELETE_STACK", "DELETE_BUCKET"})
  void aChangeWhoseConnectionBreaksIsMadeOnce(AwsOperation operation) {
    try (AwsRig rig = new AwsRig()) {
      rig.stub.on(operation, Reply.dropped());
      Answer answer =
          switch (operation) {
            case DELETE_VPC -> rig.cloud().network().delete(VPC);
            case DELETE_RUNTIME -> rig.cloud().runtimes().delete(RUNTIME);
            case DELETE_STACK ->
                rig.cloud().stacks().delete(new ItemId(ItemType.STACK, WireTexts.STACK));
            default -> rig.cloud().leftovers().delete(new ItemId(ItemType.BUCKET, "app-bucket"));
          };
      assertThat(kindOf(answer)).isEqualTo(FailureKind.EFFECT_UNKNOWN);
      assertThat(rig.stub.textsOf(operation)).hasSize(1);
    }
  }

  @Test
  void aReadingCallIsMadeAgainAfterABrokenConnection() {
    try (AwsRig rig = new AwsRig()) {
      Reply good = Reply.ok(WireTexts.of(AwsOperation.DESCRIBE_VPCS));
      rig.stub.on(
          AwsOperation.DESCRIBE_VPCS,
          Reply.dropped(),
          Reply.dropped(),
          Reply.cut(good.body()),
          good);
      Look look = rig.cloud().network().look(VPC);
      assertThat(look).isInstanceOf(Look.Present.class);
      assertThat(rig.stub.seen()).hasSizeBetween(2, 4);
    }
  }

  @Test
  void aListingThatNeverComesIsFailedAndNotEmpty() {
    try (AwsRig rig = impatient()) {
      rig.stub.on(AwsOperation.LIST_RUNTIMES, Reply.silent());
      Listing listing = rig.cloud().runtimes().list(ItemType.RUNTIME);
      assertThat(listing.completeness()).isInstanceOf(Completeness.Failed.class);
      assertThat(listing.failure()).map(why -> why.kind()).contains(FailureKind.EFFECT_UNKNOWN);
    }
  }

  @Test
  void halfAnAnswerIsNoAnswer() {
    try (AwsRig rig = new AwsRig()) {
      for (AwsOperation operation :
          List.of(AwsOperation.DESCRIBE_VPCS, AwsOperation.LIST_RUNTIMES)) {
        rig.stub.on(operation, Reply.cut(WireTexts.of(operation)));
      }
      assertThat(rig.cloud().network().list(ItemType.VPC).completeness())
          .isInstanceOf(Completeness.Failed.class);
      assertThat(rig.cloud().runtimes().list(ItemType.RUNTIME).completeness())
          .isInstanceOf(Completeness.Failed.class);
    }
  }

  @Test
  void nobodyListeningCertainlyHadNoEffect() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (AwsRig rig =
        new AwsRig(settings -> settings.withEndpoint(URI.create("http://127.0.0.1:" + free)))) {
      assertThat(kindOf(rig.cloud().network().delete(VPC))).isEqualTo(FailureKind.UNAVAILABLE);
      assertThat(rig.cloud().account().identity())
          .isInstanceOfSatisfying(
              AccountPort.Identity.Unknown.class,
              unknown -> assertThat(unknown.failure().kind()).isEqualTo(FailureKind.UNAVAILABLE));
    }
  }

  @Test
  void withoutCredentialsEverythingIsDenied() throws IOException {
    try (AwsStub stub = new AwsStub();
        AwsCloud aws =
            new AwsCloud(
                AwsSettings.standard(AwsRig.SCOPE).withEndpoint(stub.uri()),
                () -> {
                  throw SdkClientException.create("nobody is logged in");
                },
                _ -> List.of(),
                new QuickTime(),
                new Random(1))) {
      assertThat(kindOf(aws.cloud().network().delete(VPC))).isEqualTo(FailureKind.DENIED);
      assertThat(stub.seen()).isEmpty();
    }
  }

  @Test
  void anAccountThatIsNoneIsNotKnown() {
    try (AwsRig rig = new AwsRig()) {
      rig.stub.on(
          AwsOperation.GET_CALLER_IDENTITY,
          Reply.ok(WireTexts.of(AwsOperation.GET_CALLER_IDENTITY).replace("111122223333", "1111")));
      assertThat(rig.cloud().account().identity()).isInstanceOf(AccountPort.Identity.Unknown.class);
    }
  }

  @Test
  void whatTheSdkSaysOfACallThatNobodyAnnouncedIsThatItIsABug() throws IOException {
    try (AwsStub stub = new AwsStub();
        AwsClients clients =
            new AwsClients(
                AwsSettings.standard(AwsRig.SCOPE).withEndpoint(stub.uri()),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "n")))) {
      assertThatThrownBy(() -> clients.ec2().describeVpcs()).isInstanceOf(AssertionError.class);
      assertThatThrownBy(
              () ->
                  ScopedValue.where(OperationGuard.ANNOUNCED, AwsOperation.DESCRIBE_SUBNETS)
                      .run(() -> clients.ec2().describeVpcs()))
          .isInstanceOf(AssertionError.class);
      assertThat(stub.seen()).isEmpty();
    }
  }

  @Test
  void aTypeThatIsLeftOutHasNoPort() {
    try (AwsRig rig =
        new AwsRig(settings -> settings.withTypes(EnumSet.of(ItemType.VPC, ItemType.SUBNET)))) {
      assertThat(rig.cloud().portOf(ItemType.VPC)).isPresent();
      assertThat(rig.cloud().portOf(ItemType.STACK)).isEmpty();
      assertThat(rig.cloud().portOf(ItemType.LOG_GROUP)).isEmpty();
      assertThat(rig.cloud().tagging().types())
          .containsExactlyInAnyOrder(ItemType.VPC, ItemType.SUBNET);
      assertThatThrownBy(() -> rig.cloud().leftovers().list(ItemType.LOG_GROUP))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
