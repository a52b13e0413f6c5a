package dev.berth.stacks.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LeftoverWireTest {
  private static final ItemId LOGS = new ItemId(ItemType.LOG_GROUP, "/app/log");
  private static final ItemId IMAGE =
      new ItemId(ItemType.ECR_IMAGE, "team/app@" + WireTexts.DIGEST);
  private static final ItemId BUCKET = new ItemId(ItemType.BUCKET, "app-bucket");
  private static final ItemId SECRET = new ItemId(ItemType.SECRET, WireTexts.SECRET);

  private final AwsRig rig = new AwsRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private Look look(ItemId id) {
    return rig.cloud().leftovers().look(id);
  }

  private Item only(ItemType type) {
    List<Item> items = rig.cloud().leftovers().list(type).items();
    assertThat(items).hasSize(1);
    return items.getFirst();
  }

  @Test
  void aLogGroupIsGoneOnceTheCompleteListOfItsPrefixDoesNotHaveIt() {
    assertThat(look(LOGS)).isInstanceOf(Look.Present.class);
    rig.stub.on(
        AwsOperation.DESCRIBE_LOG_GROUPS,
        Reply.ok("{\"logGroups\":[{\"logGroupName\":\"/app/log2\",\"creationTime\":1}]}"));
    assertThat(look(LOGS)).isInstanceOf(Look.Absent.class);
    rig.stub.on(AwsOperation.DESCRIBE_LOG_GROUPS, Reply.ok("{}"));
    assertThat(look(LOGS)).isInstanceOf(Look.Unknown.class);
    assertThat(rig.stub.textsOf(AwsOperation.DESCRIBE_LOG_GROUPS).getFirst())
        .contains("\"logGroupNamePrefix\":\"/app/log\"");
  }

  @Test
  void aLogGroupsDateIsInMilliseconds() {
    assertThat(only(ItemType.LOG_GROUP).createdAt()).contains(Instant.ofEpochSecond(1_795_000_000));
    assertThat(rig.stub.textsOf(AwsOperation.LIST_LOG_TAGS).getFirst())
        .contains("arn:aws:logs:eu-west-1:111122223333:log-group:/app/log\"");
  }

  @ParameterizedTest
  @CsvSource({"ImageReferencedByManifestList, DEPENDENCY_VIOLATION", "KmsError, INVALID"})
  void anImageThatIsRefusedInsideAGoodAnswerIsRefused(String code, FailureKind kind) {
    rig.stub.on(
        AwsOperation.DELETE_IMAGE,
        Reply.ok(
            "{\"imageIds\":[],\"failures\":[{\"failureCode\":\"%s\",\"failureReason\":\"no\"}]}"
                .formatted(code)));
    assertThat(rig.cloud().leftovers().delete(IMAGE))
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.failure().kind()).isEqualTo(kind));
  }

  @Test
  void anImageThatIsGoneIsNoFailure() {
    rig.stub.on(
        AwsOperation.DELETE_IMAGE,
        Reply.ok("{\"failures\":[{\"failureCode\":\"ImageNotFound\",\"failureReason\":\"no\"}]}"));
    assertThat(rig.cloud().leftovers().delete(IMAGE)).isInstanceOf(Answer.Already.class);
    rig.stub.error(AwsOperation.DESCRIBE_IMAGES, 400, "ImageNotFoundException");
    assertThat(look(IMAGE)).isInstanceOf(Look.Absent.class);
  }

  @Test
  void anImageUsesItsRepositoryAndARepositoryIsNeverEmptied() {
    assertThat(only(ItemType.ECR_IMAGE).uses())
        .containsExactly(new ItemId(ItemType.ECR_REPOSITORY, "team/app"));
    rig.cloud().leftovers().delete(new ItemId(ItemType.ECR_REPOSITORY, "team/app"));
    assertThat(rig.stub.textsOf(AwsOperation.DELETE_REPOSITORY).getFirst())
        .contains("\"force\":false");
  }

  @Test
  void aBucketWithoutTagsHasNoneAndOneWhoseTagsAreDeniedIsUnreadable() {
    rig.stub.error(AwsOperation.GET_BUCKET_TAGS, 404, "NoSuchTagSet");
    assertThat(only(ItemType.BUCKET).tags()).isEqualTo(Tags.none());
    rig.stub.error(AwsOperation.GET_BUCKET_TAGS, 403, "AccessDenied");
    assertThat(only(ItemType.BUCKET).tags().readable()).isFalse();
  }

  @Test
  void aBucketIsGoneWhenHeadSaysSoAndUnknownWhenItIsDenied() {
    rig.stub.on(AwsOperation.HEAD_BUCKET, Reply.status(404, ""));
    assertThat(look(BUCKET)).isInstanceOf(Look.Absent.class);
    rig.stub.on(AwsOperation.HEAD_BUCKET, Reply.status(403, ""));
    assertThat(look(BUCKET)).isInstanceOf(Look.Unknown.class);
    rig.stub.on(AwsOperation.HEAD_BUCKET, Reply.status(301, ""));
    assertThat(look(BUCKET)).isInstanceOf(Look.Unknown.class);
  }

  @Test
  void aBucketThatIsThereButNotInOurListIsUnknown() {
    rig.stub.on(
        AwsOperation.LIST_BUCKETS,
        Reply.ok(
            "<ListAllMyBucketsResult><Owner><ID>o</ID></Owner><Buckets/></ListAllMyBucketsResult>"));
    assertThat(look(BUCKET)).isInstanceOf(Look.Unknown.class);
    assertThat(rig.cloud().leftovers().list(ItemType.BUCKET).completeness().complete()).isTrue();
  }

  @Test
  void aBucketThatIsNotEmptyIsRefused() {
    rig.stub.error(AwsOperation.DELETE_BUCKET, 409, "BucketNotEmpty");
    assertThat(rig.cloud().leftovers().delete(BUCKET))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused ->
                assertThat(refused.failure().kind()).isEqualTo(FailureKind.DEPENDENCY_VIOLATION));
  }

  @Test
  void aSecretIsScheduledForDeletionAndThenCountsAsGone() {
    assertThat(rig.cloud().leftovers().delete(SECRET)).isEqualTo(new Answer.Accepted());
    assertThat(rig.stub.textsOf(AwsOperation.DELETE_SECRET).getFirst())
        .contains("\"RecoveryWindowInDays\":30")
        .doesNotContain("ForceDelete");
    rig.stub.on(
        AwsOperation.DESCRIBE_SECRET, Reply.ok(WireTexts.secret(",\"DeletedDate\":1795000100")));
    assertThat(look(SECRET)).isInstanceOf(Look.Absent.class);
    rig.stub.error(AwsOperation.DESCRIBE_SECRET, 400, "ResourceNotFoundException");
    assertThat(look(SECRET)).isInstanceOf(Look.Absent.class);
  }
}
