package dev.berth.stacks.aws;

import static dev.berth.stacks.aws.AwsOperation.*;

import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.ItemType;
import java.util.EnumSet;
import java.util.Set;

/** Which operations listing, looking at, preparing and deleting things of a type takes. */
public final class Needed {
  private Needed() {}

  /** All operations for these types; who we are is always asked. */
  public static Set<AwsOperation> by(Set<ItemType> types) {
    Set<AwsOperation> all = EnumSet.of(GET_CALLER_IDENTITY);
    types.forEach(type -> all.addAll(by(type)));
    return all;
  }

  static Set<AwsOperation> by(ItemType type) {
    Set<AwsOperation> operations =
        switch (type.area()) {
          case SESSIONS, RUNTIMES -> agents(type);
          case NETWORK -> network(type);
          case STACKS, LEFTOVERS, NONE -> rest(type);
        };
    if (type.area() == Area.NETWORK) {
      operations.add(CREATE_TAGS);
    }
    return operations;
  }

  private static Set<AwsOperation> agents(ItemType type) {
    return switch (type) {
      case RUNTIME_SESSION ->
          EnumSet.of(LIST_RUNTIMES, GET_RUNTIME, LIST_AGENT_TAGS, STOP_RUNTIME_SESSION);
      case BROWSER_SESSION ->
          EnumSet.of(
              LIST_BROWSERS, LIST_BROWSER_SESSIONS, GET_BROWSER_SESSION, STOP_BROWSER_SESSION);
      case INTERPRETER_SESSION ->
          EnumSet.of(
              LIST_INTERPRETERS,
              LIST_INTERPRETER_SESSIONS,
              GET_INTERPRETER_SESSION,
              STOP_INTERPRETER_SESSION);
      case RUNTIME_ENDPOINT ->
          EnumSet.of(LIST_RUNTIMES, LIST_ENDPOINTS, GET_ENDPOINT, LIST_AGENT_TAGS, DELETE_ENDPOINT);
      case RUNTIME -> EnumSet.of(LIST_RUNTIMES, GET_RUNTIME, LIST_AGENT_TAGS, DELETE_RUNTIME);
      case BROWSER -> EnumSet.of(LIST_BROWSERS, GET_BROWSER, LIST_AGENT_TAGS, DELETE_BROWSER);
      case CODE_INTERPRETER ->
          EnumSet.of(LIST_INTERPRETERS, GET_INTERPRETER, LIST_AGENT_TAGS, DELETE_INTERPRETER);
      case WORKLOAD_IDENTITY ->
          EnumSet.of(LIST_IDENTITIES, GET_IDENTITY, LIST_AGENT_TAGS, DELETE_IDENTITY);
      case NAT_GATEWAY, ELASTIC_IP, VPC_ENDPOINT, STACK, NETWORK_INTERFACE, SECURITY_GROUP ->
          throw unexpected(type);
      case SUBNET, ROUTE_TABLE, NETWORK_ACL, INTERNET_GATEWAY, EGRESS_ONLY_GATEWAY, VPC ->
          throw unexpected(type);
      case LOG_GROUP, ECR_IMAGE, ECR_REPOSITORY, BUCKET, SECRET, OTHER -> throw unexpected(type);
    };
  }

  private static Set<AwsOperation> network(ItemType type) {
    return switch (type) {
      case NAT_GATEWAY -> EnumSet.of(DESCRIBE_NAT_GATEWAYS, DELETE_NAT_GATEWAY);
      case ELASTIC_IP -> EnumSet.of(DESCRIBE_ADDRESSES, RELEASE_ADDRESS);
      case VPC_ENDPOINT -> EnumSet.of(DESCRIBE_VPC_ENDPOINTS, DELETE_VPC_ENDPOINTS);
      case NETWORK_INTERFACE -> EnumSet.of(DESCRIBE_INTERFACES, DELETE_INTERFACE);
      case SECURITY_GROUP ->
          EnumSet.of(
              DESCRIBE_GROUPS, DESCRIBE_GROUP_RULES, REVOKE_INGRESS, REVOKE_EGRESS, DELETE_GROUP);
      case SUBNET ->
          EnumSet.of(DESCRIBE_SUBNETS, DESCRIBE_ROUTE_TABLES, DESCRIBE_ACLS, DELETE_SUBNET);
      case ROUTE_TABLE -> EnumSet.of(DESCRIBE_ROUTE_TABLES, DELETE_ROUTE_TABLE);
      case NETWORK_ACL -> EnumSet.of(DESCRIBE_ACLS, DELETE_ACL);
      case INTERNET_GATEWAY ->
          EnumSet.of(DESCRIBE_INTERNET_GATEWAYS, DETACH_INTERNET_GATEWAY, DELETE_INTERNET_GATEWAY);
      case EGRESS_ONLY_GATEWAY -> EnumSet.of(DESCRIBE_EGRESS_GATEWAYS, DELETE_EGRESS_GATEWAY);
      case VPC -> EnumSet.of(DESCRIBE_VPCS, DELETE_VPC);
      case RUNTIME_SESSION, BROWSER_SESSION, INTERPRETER_SESSION, RUNTIME_ENDPOINT, RUNTIME ->
          throw unexpected(type);
      case BROWSER, CODE_INTERPRETER, WORKLOAD_IDENTITY, STACK -> throw unexpected(type);
      case LOG_GROUP, ECR_IMAGE, ECR_REPOSITORY, BUCKET, SECRET, OTHER -> throw unexpected(type);
    };
  }

  private static Set<AwsOperation> rest(ItemType type) {
    return switch (type) {
      case STACK -> EnumSet.of(DESCRIBE_STACKS, LIST_STACK_RESOURCES, DELETE_STACK);
      case LOG_GROUP -> EnumSet.of(DESCRIBE_LOG_GROUPS, LIST_LOG_TAGS, DELETE_LOG_GROUP);
      case ECR_IMAGE -> EnumSet.of(DESCRIBE_REPOSITORIES, DESCRIBE_IMAGES, DELETE_IMAGE);
      case ECR_REPOSITORY ->
          EnumSet.of(DESCRIBE_REPOSITORIES, LIST_REPOSITORY_TAGS, DELETE_REPOSITORY);
      case BUCKET -> EnumSet.of(LIST_BUCKETS, HEAD_BUCKET, GET_BUCKET_TAGS, DELETE_BUCKET);
      case SECRET -> EnumSet.of(LIST_SECRETS, DESCRIBE_SECRET, DELETE_SECRET);
      case OTHER -> EnumSet.noneOf(AwsOperation.class);
      case RUNTIME_SESSION, BROWSER_SESSION, INTERPRETER_SESSION, RUNTIME_ENDPOINT, RUNTIME ->
          throw unexpected(type);
      case BROWSER, CODE_INTERPRETER, WORKLOAD_IDENTITY, NAT_GATEWAY, ELASTIC_IP, VPC_ENDPOINT ->
          throw unexpected(type);
      case NETWORK_INTERFACE, SECURITY_GROUP, SUBNET, ROUTE_TABLE, NETWORK_ACL, VPC ->
          throw unexpected(type);
      case INTERNET_GATEWAY, EGRESS_ONLY_GATEWAY -> throw unexpected(type);
    };
  }

  private static IllegalArgumentException unexpected(ItemType type) {
    return new IllegalArgumentException("not of this area: " + type);
  }
}
