package dev.berth.stacks.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.aws.AwsOperation;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.plan.StackRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SweepRoleTest {
  private static final Set<ItemType> ALL = EnumSet.allOf(ItemType.class);

  private static JsonNode policy(Set<ItemType> types, boolean deletes) {
    StackRules rules =
        new StackRules(
            "owner",
            "berth-ci",
            List.of(Pattern.compile("^int-[0-9a-f]{8}$")),
            List.of(Pattern.compile("^App-?[a-z]{1,20}$")),
            Duration.ofHours(2));
    return JsonMapper.shared()
        .readTree(
            SweepRole.policy(
                new RoleScope(new Scope("111122223333", "eu-west-1"), rules, types, deletes)));
  }

  private static Set<String> actions(JsonNode policy) {
    Set<String> actions = new HashSet<>();
    policy
        .get("Statement")
        .forEach(one -> one.get("Action").forEach(a -> actions.add(a.asString())));
    return actions;
  }

  private static Set<String> actionsOf(boolean deletes) {
    Set<String> actions = new HashSet<>();
    Arrays.stream(AwsOperation.values())
        .filter(one -> one != AwsOperation.GET_CALLER_IDENTITY)
        .filter(one -> deletes || !one.changes())
        .forEach(one -> actions.add(one.iamAction()));
    return actions;
  }

  private static JsonNode statement(JsonNode policy, String sid) {
    for (JsonNode one : policy.get("Statement")) {
      if (one.get("Sid").asString().equals(sid)) {
        return one;
      }
    }
    throw new AssertionError("no statement " + sid);
  }

  private static List<String> resources(JsonNode statement) {
    List<String> resources = new ArrayList<>();
    statement.get("Resource").forEach(one -> resources.add(one.asString()));
    return resources;
  }

  @Test
  void everyCallThatTheAdapterCanMakeIsCoveredAndNothingMore() {
    assertThat(actions(policy(ALL, true))).isEqualTo(actionsOf(true));
  }

  @Test
  void aRoleThatOnlyPlansChangesNothing() {
    assertThat(actions(policy(ALL, false))).isEqualTo(actionsOf(false));
  }

  @Test
  void aTypeThatIsNotSweptGivesNoPermission() {
    assertThat(actions(policy(Set.of(ItemType.SECRET), true)))
        .containsExactlyInAnyOrder(
            "secretsmanager:ListSecrets",
            "secretsmanager:DescribeSecret",
            "secretsmanager:DeleteSecret");
    assertThat(actions(policy(Set.of(), true))).isEmpty();
  }

  @Test
  void noChangeIsAllowedEverywhere() {
    for (JsonNode one : policy(ALL, true).get("Statement")) {
      boolean reads = one.get("Sid").asString().startsWith("Read");
      assertThat(resources(one).contains("*")).as("%s", one).isEqualTo(reads);
      if (!reads) {
        assertThat(resources(one))
            .allSatisfy(
                arn ->
                    assertThat(arn.contains(":eu-west-1:111122223333:") || arn.contains(":s3:::"))
                        .isTrue());
      }
    }
  }

  @Test
  void stacksAreBoundToTheLiteralBeginningOfTheirNames() {
    assertThat(resources(statement(policy(ALL, true), "DeleteStacks")))
        .containsExactlyInAnyOrder(
            "arn:aws:cloudformation:eu-west-1:111122223333:stack/App*/*",
            "arn:aws:cloudformation:eu-west-1:111122223333:stack/int-*/*");
    assertThat(resources(statement(policy(ALL, true), "DeleteBuckets")))
        .containsExactlyInAnyOrder("arn:aws:s3:::app*", "arn:aws:s3:::int-*");
  }

  @Test
  void whatCarriesTheOwnershipTagIsBoundToIt() {
    for (String sid : List.of("DeleteAgents", "DeleteNetwork", "DeleteTaggedLeftovers")) {
      JsonNode equals = statement(policy(ALL, true), sid).get("Condition").get("StringEquals");
      assertThat(equals.get("aws:ResourceTag/owner").asString()).isEqualTo("berth-ci");
    }
  }

  @Test
  void onlyCleanupTagsMayBeWritten() {
    JsonNode condition = statement(policy(ALL, true), "TagResidue").get("Condition");
    assertThat(condition.get("ForAllValues:StringLike").get("aws:TagKeys").get(0).asString())
        .isEqualTo("cleanup:*");
    assertThat(condition.has("StringEquals")).isTrue();
  }
}
