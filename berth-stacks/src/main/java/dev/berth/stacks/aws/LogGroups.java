package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

/** Log groups. There is no call for one of them: it is looked for among those with its prefix. */
final class LogGroups implements OneType {
  private final CloudWatchLogsClient logs;
  private final Calls calls;
  private final AwsSettings settings;

  LogGroups(CloudWatchLogsClient logs, Calls calls, AwsSettings settings) {
    this.logs = logs;
    this.calls = calls;
    this.settings = settings;
  }

  @Override
  public Listing list() {
    long end = calls.listingEnds();
    Pages.Gathered<Item> groups = withPrefix(Optional.empty());
    List<Item> tagged =
        Fan.map(
            groups.elements(),
            group -> calls.over(end) ? untagged(group) : tagged(group),
            LogGroups::untagged);
    return new Pages.Gathered<>(tagged, groups.failure()).listing(Function.identity());
  }

  private static Item untagged(Item group) {
    return group.withTags(new Tags.Unreadable("no time left to read its tags"));
  }

  private Item tagged(Item group) {
    String arn = settings.arn("logs", "log-group:" + group.id().id());
    return group.withTags(
        AgentTags.tags(
            calls.make(
                AwsOperation.LIST_LOG_TAGS,
                () -> logs.listTagsForResource(r -> r.resourceArn(arn)).tags())));
  }

  private Pages.Gathered<Item> withPrefix(Optional<String> prefix) {
    return new Pages(calls)
        .all(
            AwsOperation.DESCRIBE_LOG_GROUPS,
            token -> {
              DescribeLogGroupsRequest.Builder request =
                  DescribeLogGroupsRequest.builder().limit(50).nextToken(token);
              prefix.ifPresent(request::logGroupNamePrefix);
              return page(logs.describeLogGroups(request.build()));
            });
  }

  private static Page<Item> page(DescribeLogGroupsResponse answer) {
    return Page.of(
        answer.hasLogGroups(),
        answer.logGroups().stream().map(LogGroups::item).toList(),
        answer.nextToken());
  }

  private static Item item(LogGroup group) {
    String name = Ec2Items.required(group.logGroupName(), "logGroupName");
    Item item =
        Item.of(ItemType.LOG_GROUP, name)
            .withName(name)
            .withStatus(
                Boolean.TRUE.equals(group.deletionProtectionEnabled())
                    ? "deletion protection"
                    : "");
    return group.creationTime() == null
        ? item
        : item.withCreatedAt(Instant.ofEpochMilli(group.creationTime()));
  }

  @Override
  public Look look(ItemId id) {
    Pages.Gathered<Item> found = withPrefix(Optional.of(id.id()));
    Optional<Item> group = found.elements().stream().filter(one -> one.id().equals(id)).findFirst();
    return group
        .<Look>map(one -> new Look.Present(tagged(one)))
        .orElseGet(
            () ->
                found
                    .failure()
                    .<Look>map(Look.Unknown::new)
                    .orElseGet(() -> new Look.Absent("not in the complete list of its prefix")));
  }

  @Override
  public Answer delete(ItemId id) {
    return Outcome.answer(
        calls.make(
            AwsOperation.DELETE_LOG_GROUP, () -> logs.deleteLogGroup(r -> r.logGroupName(id.id()))),
        AgentTypes.GONE);
  }
}
