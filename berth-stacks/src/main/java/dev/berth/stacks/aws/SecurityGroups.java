package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.ItemId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/**
 * Security groups with their rules, which are listed by themselves: only so do they have ids. A
 * group whose rules may be missing counts as not listed completely.
 */
final class SecurityGroups implements OneType {
  private static final Set<String> GONE = Set.of("InvalidGroup.NotFound");
  private static final Set<String> RULE_GONE =
      Set.of(
          "InvalidGroup.NotFound",
          "InvalidPermission.NotFound",
          "InvalidSecurityGroupRuleId.NotFound");

  private final Ec2Client ec2;
  private final Calls calls;
  private final Pages pages;

  SecurityGroups(Ec2Client ec2, Calls calls) {
    this.ec2 = ec2;
    this.calls = calls;
    this.pages = new Pages(calls);
  }

  @Override
  public Listing list() {
    Pages.Gathered<SecurityGroupRule> rules = rules(Optional.empty());
    Map<String, List<SecurityGroupRule>> byGroup =
        rules.elements().stream().collect(Collectors.groupingBy(SecurityGroups::group));
    Pages.Gathered<SecurityGroup> groups =
        pages.all(
            AwsOperation.DESCRIBE_GROUPS,
            token -> page(ec2.describeSecurityGroups(r -> r.maxResults(1000).nextToken(token))));
    Optional<CloudFailure> failure = groups.failure().or(rules::failure);
    return new Pages.Gathered<>(groups.elements(), failure)
        .listing(group -> Ec2Items.of(group, byGroup.getOrDefault(group.groupId(), List.of())));
  }

  private static String group(SecurityGroupRule rule) {
    return Ec2Items.text(rule.groupId());
  }

  private static Page<SecurityGroup> page(DescribeSecurityGroupsResponse answer) {
    answer.securityGroups().forEach(group -> Ec2Items.of(group, List.of()));
    return Page.of(answer.hasSecurityGroups(), answer.securityGroups(), answer.nextToken());
  }

  private Pages.Gathered<SecurityGroupRule> rules(Optional<String> group) {
    return pages.all(
        AwsOperation.DESCRIBE_GROUP_RULES,
        token -> page(ec2.describeSecurityGroupRules(request(group, token))));
  }

  private static DescribeSecurityGroupRulesRequest request(
      Optional<String> group, @Nullable String token) {
    DescribeSecurityGroupRulesRequest.Builder request =
        DescribeSecurityGroupRulesRequest.builder().maxResults(1000).nextToken(token);
    group.ifPresent(id -> request.filters(Filter.builder().name("group-id").values(id).build()));
    return request.build();
  }

  private static Page<SecurityGroupRule> page(DescribeSecurityGroupRulesResponse answer) {
    answer.securityGroupRules().forEach(Ec2Items::of);
    return Page.of(answer.hasSecurityGroupRules(), answer.securityGroupRules(), answer.nextToken());
  }

  @Override
  public Look look(ItemId id) {
    Pages.Gathered<SecurityGroupRule> rules = rules(Optional.of(id.id()));
    Result<List<SecurityGroup>> result =
        calls.make(
            AwsOperation.DESCRIBE_GROUPS,
            () -> page(ec2.describeSecurityGroups(r -> r.groupIds(id.id()))).elements());
    return switch (result) {
      case Result.Bad<List<SecurityGroup>> bad -> Outcome.notSeen(bad, GONE);
      case Result.Good<List<SecurityGroup>>(List<SecurityGroup> groups) ->
          rules
              .failure()
              .<Look>map(Look.Unknown::new)
              .orElseGet(
                  () ->
                      Outcome.only(
                          AwsOperation.DESCRIBE_GROUPS,
                          id,
                          groups.stream()
                              .map(group -> Ec2Items.of(group, rules.elements()))
                              .toList()));
    };
  }

  @Override
  public Answer delete(ItemId id) {
    return Outcome.answer(
        calls.make(
            AwsOperation.DELETE_GROUP, () -> ec2.deleteSecurityGroup(r -> r.groupId(id.id()))),
        GONE);
  }

  /** By the rule's id and nothing else. */
  Answer revoke(ItemId group, GroupRule rule) {
    return switch (rule.direction()) {
      case INGRESS ->
          Outcome.answer(
              calls.make(
                  AwsOperation.REVOKE_INGRESS,
                  () ->
                      ec2.revokeSecurityGroupIngress(
                          r -> r.groupId(group.id()).securityGroupRuleIds(rule.ruleId()))),
              RULE_GONE);
      case EGRESS ->
          Outcome.answer(
              calls.make(
                  AwsOperation.REVOKE_EGRESS,
                  () ->
                      ec2.revokeSecurityGroupEgress(
                          r -> r.groupId(group.id()).securityGroupRuleIds(rule.ruleId()))),
              RULE_GONE);
    };
  }
}
