package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/**
 * Secrets. A deleted one can be restored for some time; one that is scheduled for deletion costs
 * nothing and counts as gone.
 */
final class Secrets implements OneType {
  private final SecretsManagerClient secrets;
  private final Calls calls;
  private final AwsSettings settings;

  Secrets(SecretsManagerClient secrets, Calls calls, AwsSettings settings) {
    this.secrets = secrets;
    this.calls = calls;
    this.settings = settings;
  }

  @Override
  public Listing list() {
    return new Pages(calls)
        .all(
            AwsOperation.LIST_SECRETS,
            token -> page(secrets.listSecrets(r -> r.maxResults(100).nextToken(token))))
        .listing(Function.identity());
  }

  private static Page<Item> page(ListSecretsResponse answer) {
    return Page.of(
        answer.hasSecretList(),
        answer.secretList().stream()
            .filter(one -> one.deletedDate() == null)
            .map(one -> item(one.arn(), one.name(), one.createdDate(), one.tags()))
            .toList(),
        answer.nextToken());
  }

  private static Item item(
      @Nullable String arn, @Nullable String name, @Nullable Instant at, List<Tag> tags) {
    Map<String, String> values = new HashMap<>();
    for (Tag tag : tags) {
      values.put(Ec2Items.required(tag.key(), "a tag's key"), Ec2Items.text(tag.value()));
    }
    Item item =
        Item.of(ItemType.SECRET, Ec2Items.required(arn, "ARN"))
            .withName(Ec2Items.text(name))
            .withTags(Tags.of(values));
    return Ec2Items.dated(item, at);
  }

  @Override
  public Look look(ItemId id) {
    Result<DescribeSecretResponse> result =
        calls.make(
            AwsOperation.DESCRIBE_SECRET, () -> secrets.describeSecret(r -> r.secretId(id.id())));
    return switch (result) {
      case Result.Bad<DescribeSecretResponse> bad -> Outcome.notSeen(bad, AgentTypes.GONE);
      case Result.Good<DescribeSecretResponse>(DescribeSecretResponse one) ->
          one.deletedDate() != null && id.id().equals(one.arn())
              ? new Look.Absent("scheduled for deletion since " + one.deletedDate())
              : present(id, one);
    };
  }

  private static Look present(ItemId id, DescribeSecretResponse one) {
    return id.id().equals(one.arn())
        ? new Look.Present(item(one.arn(), one.name(), one.createdDate(), one.tags()))
        : Outcome.only(AwsOperation.DESCRIBE_SECRET, id, List.of());
  }

  @Override
  public Answer delete(ItemId id) {
    long days = settings.secretRecovery().toDays();
    return Outcome.answer(
        calls.make(
            AwsOperation.DELETE_SECRET,
            () -> secrets.deleteSecret(r -> r.secretId(id.id()).recoveryWindowInDays(days))),
        AgentTypes.GONE);
  }
}
