package dev.berth.stacks.iam;

import dev.berth.stacks.aws.AwsOperation;
import dev.berth.stacks.aws.AwsSettings;
import dev.berth.stacks.aws.Needed;
import dev.berth.stacks.verdict.InterfaceFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The policy of a role that sweeps one account and region: permission for each call that the
 * adapter can make for the chosen types, and for no other. A pure function of its scope.
 *
 * <p>Changes are bound to the ownership tag where the thing carries it, to the names of stacks
 * where it does not, and to account and region always. Asking who we are needs no permission.
 * CloudFormation deletes what a stack holds with the stack's own role, or if it has none with the
 * caller's permissions, which are not among these.
 */
public final class SweepRole {
  private static final Pattern LITERAL = Pattern.compile("\\^([A-Za-z0-9-]*)");

  private final RoleScope role;
  private final Set<AwsOperation> operations;
  private final List<Map<String, Object>> statements = new ArrayList<>();

  private SweepRole(RoleScope role) {
    this.role = role;
    Set<AwsOperation> needed = Needed.by(role.types());
    needed.remove(AwsOperation.GET_CALLER_IDENTITY);
    if (!role.deletes()) {
      needed.removeIf(AwsOperation::changes);
    }
    this.operations = needed;
  }

  /** The policy as a JSON document. */
  public static String policy(RoleScope role) {
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("Version", "2012-10-17");
    policy.put("Statement", new SweepRole(role).statements());
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(policy);
  }

  private List<Map<String, Object>> statements() {
    Map<String, Object> here =
        Map.of("StringEquals", Map.of("aws:RequestedRegion", role.scope().region()));
    allow("Read", one -> !one.changes() && !ofS3(one), List.of("*"), here);
    allow("ReadBuckets", one -> !one.changes() && ofS3(one), List.of("*"), Map.of());
    allow("DeleteStacks", only(AwsOperation.DELETE_STACK), stacks(), Map.of());
    allow("DeleteAgents", AGENTS::contains, arns("bedrock-agentcore", "*"), owned());
    allow("DeleteInsideAgents", INSIDE_AGENTS::contains, arns("bedrock-agentcore", "*"), Map.of());
    allow("DeleteNetwork", SweepRole::ofOwnedNetwork, arns("ec2", "*"), owned());
    allow(
        "DeleteDetachedInterfaces",
        only(AwsOperation.DELETE_INTERFACE),
        arns("ec2", "network-interface/*"),
        Map.of("StringEquals", Map.of("aws:ResourceTag/" + InterfaceFamily.AGENTCORE_TAG, "true")));
    allow("TagResidue", only(AwsOperation.CREATE_TAGS), arns("ec2", "*"), ownedAndCleanupTags());
    allow("DeleteTaggedLeftovers", TAGGED::contains, leftovers(), owned());
    allow(
        "DeleteAgentLogs",
        only(AwsOperation.DELETE_LOG_GROUP),
        arns("logs", "log-group:/aws/bedrock-agentcore/runtimes/*"),
        Map.of());
    allow("DeleteBuckets", only(AwsOperation.DELETE_BUCKET), buckets(), Map.of());
    return statements;
  }

  private static final Set<AwsOperation> AGENTS =
      EnumSet.of(
          AwsOperation.DELETE_RUNTIME,
          AwsOperation.DELETE_BROWSER,
          AwsOperation.DELETE_INTERPRETER);

  /** Of things that do not carry the tags of what they live in. */
  private static final Set<AwsOperation> INSIDE_AGENTS =
      EnumSet.of(
          AwsOperation.DELETE_ENDPOINT,
          AwsOperation.DELETE_IDENTITY,
          AwsOperation.STOP_RUNTIME_SESSION,
          AwsOperation.STOP_BROWSER_SESSION,
          AwsOperation.STOP_INTERPRETER_SESSION);

  private static final Set<AwsOperation> TAGGED =
      EnumSet.of(
          AwsOperation.DELETE_LOG_GROUP,
          AwsOperation.DELETE_REPOSITORY,
          AwsOperation.DELETE_IMAGE,
          AwsOperation.DELETE_SECRET);

  private static boolean ofS3(AwsOperation operation) {
    return operation.iamAction().startsWith("s3:");
  }

  private static boolean ofOwnedNetwork(AwsOperation operation) {
    return operation.changes()
        && operation.iamAction().startsWith("ec2:")
        && operation != AwsOperation.CREATE_TAGS;
  }

  private static Predicate<AwsOperation> only(AwsOperation operation) {
    return one -> one == operation;
  }

  private void allow(
      String sid, Predicate<AwsOperation> which, List<String> resources, Map<String, ?> condition) {
    Set<String> actions = new TreeSet<>();
    operations.stream().filter(which).forEach(one -> actions.add(one.iamAction()));
    if (actions.isEmpty()) {
      return;
    }
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("Sid", sid);
    statement.put("Effect", "Allow");
    statement.put("Action", actions);
    statement.put("Resource", resources);
    if (!condition.isEmpty()) {
      statement.put("Condition", condition);
    }
    statements.add(statement);
  }

  private Map<String, ?> owned() {
    return Map.of("StringEquals", Map.of(ownerKey(), role.stacks().tagValue()));
  }

  private String ownerKey() {
    return "aws:ResourceTag/" + role.stacks().tagKey();
  }

  private Map<String, ?> ownedAndCleanupTags() {
    Map<String, Object> condition = new LinkedHashMap<>(owned());
    condition.put("ForAllValues:StringLike", Map.of("aws:TagKeys", List.of("cleanup:*")));
    return condition;
  }

  private List<String> arns(String service, String resource) {
    return List.of(arn(service, role.scope().region(), role.scope().account(), resource));
  }

  private String arn(String service, String region, String account, String resource) {
    String partition = AwsSettings.partitionOf(role.scope().region());
    return String.join(":", "arn", partition, service, region, account, resource);
  }

  private List<String> stacks() {
    return prefixes()
        .map(name -> arns("cloudformation", "stack/" + name + "*/*").getFirst())
        .toList();
  }

  /** CloudFormation names a bucket after its stack, in lower case. */
  private List<String> buckets() {
    return prefixes().map(name -> arn("s3", "", "", name.toLowerCase(Locale.ROOT) + "*")).toList();
  }

  private List<String> leftovers() {
    return List.of(
        arns("ecr", "repository/*").getFirst(),
        arns("logs", "log-group:*").getFirst(),
        arns("secretsmanager", "secret:*").getFirst());
  }

  /** What the names begin with, as far as a pattern says it literally. */
  private Stream<String> prefixes() {
    return Stream.concat(role.stacks().throwAway().stream(), role.stacks().own().stream())
        .map(
            pattern -> {
              var matcher = LITERAL.matcher(pattern.pattern());
              return matcher.lookingAt() ? literal(pattern.pattern(), matcher.end()) : "";
            })
        .sorted()
        .distinct();
  }

  /** A quantifier belongs to the last character, which is then not literal. */
  private static String literal(String pattern, int end) {
    boolean counted = end < pattern.length() && "?*{+".indexOf(pattern.charAt(end)) >= 0;
    return pattern.substring(1, Math.max(1, counted ? end - 1 : end));
  }
}
