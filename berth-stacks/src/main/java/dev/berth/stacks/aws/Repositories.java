package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesResponse;
import software.amazon.awssdk.services.ecr.model.Tag;

/** Image repositories, which are only deleted when they are empty. */
final class Repositories implements OneType {
  private static final Set<String> GONE = Set.of("RepositoryNotFoundException");

  private final EcrClient ecr;
  private final Calls calls;
  private final AwsSettings settings;

  Repositories(EcrClient ecr, Calls calls, AwsSettings settings) {
    this.ecr = ecr;
    this.calls = calls;
    this.settings = settings;
  }

  /** All of them, but for their tags. */
  Pages.Gathered<Item> stubs() {
    return new Pages(calls)
        .all(
            AwsOperation.DESCRIBE_REPOSITORIES,
            token -> page(ecr.describeRepositories(r -> r.maxResults(1000).nextToken(token))));
  }

  private static Page<Item> page(DescribeRepositoriesResponse answer) {
    return Page.of(
        answer.hasRepositories(),
        answer.repositories().stream()
            .map(
                one -> {
                  String name = Ec2Items.required(one.repositoryName(), "repositoryName");
                  Item item = Item.of(ItemType.ECR_REPOSITORY, name).withName(name);
                  return Ec2Items.dated(item, one.createdAt());
                })
            .toList(),
        answer.nextToken());
  }

  @Override
  public Listing list() {
    long end = calls.listingEnds();
    Pages.Gathered<Item> stubs = stubs();
    List<Item> tagged =
        Fan.map(
            stubs.elements(),
            one -> calls.over(end) ? untagged(one) : tagged(one),
            Repositories::untagged);
    return new Pages.Gathered<>(tagged, stubs.failure()).listing(Function.identity());
  }

  private static Item untagged(Item repository) {
    return repository.withTags(new Tags.Unreadable("no time left to read its tags"));
  }

  private Item tagged(Item repository) {
    String arn = settings.arn("ecr", "repository/" + repository.id().id());
    return repository.withTags(
        AgentTags.tags(
            calls.make(
                AwsOperation.LIST_REPOSITORY_TAGS,
                () -> {
                  Map<String, String> tags = new HashMap<>();
                  for (Tag tag : ecr.listTagsForResource(r -> r.resourceArn(arn)).tags()) {
                    tags.put(
                        Ec2Items.required(tag.key(), "a tag's key"), Ec2Items.text(tag.value()));
                  }
                  return tags;
                })));
  }

  @Override
  public Look look(ItemId id) {
    Result<List<Item>> result =
        calls.make(
            AwsOperation.DESCRIBE_REPOSITORIES,
            () -> page(ecr.describeRepositories(r -> r.repositoryNames(id.id()))).elements());
    return switch (result) {
      case Result.Bad<List<Item>> bad -> Outcome.notSeen(bad, GONE);
      case Result.Good<List<Item>>(List<Item> items) -> {
        Look look = Outcome.only(AwsOperation.DESCRIBE_REPOSITORIES, id, items);
        yield look instanceof Look.Present(Item item) ? new Look.Present(tagged(item)) : look;
      }
    };
  }

  @Override
  public Answer delete(ItemId id) {
    return Outcome.answer(
        calls.make(
            AwsOperation.DELETE_REPOSITORY,
            () -> ecr.deleteRepository(r -> r.repositoryName(id.id()).force(false))),
        GONE);
  }
}
