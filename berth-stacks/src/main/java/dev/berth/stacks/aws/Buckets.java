package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * The account's buckets in the region. Their names belong to the whole world, so each call about
 * one says whose it must be.
 */
final class Buckets implements OneType {
  private static final Set<String> GONE = Set.of("NoSuchBucket");

  private final S3Client s3;
  private final Calls calls;
  private final AwsSettings settings;

  Buckets(S3Client s3, Calls calls, AwsSettings settings) {
    this.s3 = s3;
    this.calls = calls;
    this.settings = settings;
  }

  private String account() {
    return settings.scope().account();
  }

  @Override
  public Listing list() {
    long end = calls.listingEnds();
    Pages.Gathered<Item> buckets = withPrefix(Optional.empty());
    List<Item> tagged =
        Fan.map(
            buckets.elements(),
            bucket -> calls.over(end) ? untagged(bucket) : tagged(bucket),
            Buckets::untagged);
    return new Pages.Gathered<>(tagged, buckets.failure()).listing(Function.identity());
  }

  private static Item untagged(Item bucket) {
    return bucket.withTags(new Tags.Unreadable("no time left to read its tags"));
  }

  private Pages.Gathered<Item> withPrefix(Optional<String> prefix) {
    return new Pages(calls)
        .all(
            AwsOperation.LIST_BUCKETS,
            token -> {
              ListBucketsRequest.Builder request =
                  ListBucketsRequest.builder()
                      .bucketRegion(settings.scope().region())
                      .maxBuckets(1000)
                      .continuationToken(token);
              prefix.ifPresent(request::prefix);
              return page(s3.listBuckets(request.build()));
            });
  }

  private static Page<Item> page(ListBucketsResponse answer) {
    return Page.of(
        answer.hasBuckets(),
        answer.buckets().stream().map(Buckets::item).toList(),
        answer.continuationToken());
  }

  private static Item item(Bucket bucket) {
    String name = Ec2Items.required(bucket.name(), "Name");
    return Ec2Items.dated(Item.of(ItemType.BUCKET, name).withName(name), bucket.creationDate());
  }

  private Item tagged(Item bucket) {
    Result<Map<String, String>> result =
        calls.make(
            AwsOperation.GET_BUCKET_TAGS,
            () -> {
              Map<String, String> tags = new HashMap<>();
              for (Tag tag :
                  s3.getBucketTagging(
                          r -> r.bucket(bucket.id().id()).expectedBucketOwner(account()))
                      .tagSet()) {
                tags.put(Ec2Items.required(tag.key(), "a tag's key"), Ec2Items.text(tag.value()));
              }
              return tags;
            });
    boolean none =
        result instanceof Result.Bad<Map<String, String>> bad && bad.code().equals("NoSuchTagSet");
    return bucket.withTags(none ? Tags.none() : AgentTags.tags(result));
  }

  /** It is there if it answers; when it was made, only the list says. */
  @Override
  public Look look(ItemId id) {
    Result<Boolean> there =
        calls.make(
            AwsOperation.HEAD_BUCKET,
            () -> {
              s3.headBucket(r -> r.bucket(id.id()).expectedBucketOwner(account()));
              return true;
            });
    if (there instanceof Result.Bad<Boolean>(CloudFailure failure, _)) {
      return failure.kind() == FailureKind.NOT_FOUND
          ? new Look.Absent("HeadBucket: there is no such bucket")
          : new Look.Unknown(failure);
    }
    Pages.Gathered<Item> found = withPrefix(Optional.of(id.id()));
    if (found.failure().isPresent()) {
      return new Look.Unknown(found.failure().get());
    }
    Look look = Outcome.only(AwsOperation.LIST_BUCKETS, id, found.elements());
    return look instanceof Look.Present(Item item) ? new Look.Present(tagged(item)) : look;
  }

  @Override
  public Answer delete(ItemId id) {
    return Outcome.answer(
        calls.make(
            AwsOperation.DELETE_BUCKET,
            () -> s3.deleteBucket(r -> r.bucket(id.id()).expectedBucketOwner(account()))),
        GONE);
  }
}
