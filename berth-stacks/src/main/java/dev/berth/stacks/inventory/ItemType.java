package dev.berth.stacks.inventory;

import static dev.berth.stacks.inventory.Cost.FREE;
import static dev.berth.stacks.inventory.Cost.HOURLY;
import static dev.berth.stacks.inventory.Cost.STORED;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The types that are listed, and what the text of their {@link ItemId} is. The order of the
 * constants is the order of destruction as far as no dependency says otherwise: sessions,
 * endpoints, runtimes, what is billed by the hour, the stack, then the residue from the leaves to
 * the VPC, then what stands outside stacks.
 */
public enum ItemType {
  /** {@code <runtime id>/session/<session id>}. There is no API that lists them. */
  RUNTIME_SESSION(Area.SESSIONS, HOURLY, ""),
  /** {@code <browser id>/session/<session id>}. */
  BROWSER_SESSION(Area.SESSIONS, HOURLY, ""),
  /** {@code <interpreter id>/session/<session id>}. */
  INTERPRETER_SESSION(Area.SESSIONS, HOURLY, ""),
  /** {@code <runtime id>/runtime-endpoint/<name>}; a name can be used again. */
  RUNTIME_ENDPOINT(Area.RUNTIMES, FREE, "AWS::BedrockAgentCore::RuntimeEndpoint"),
  /** The runtime id, which ends in a random suffix. */
  RUNTIME(Area.RUNTIMES, FREE, "AWS::BedrockAgentCore::Runtime"),
  /** The browser id. */
  BROWSER(Area.RUNTIMES, FREE, "AWS::BedrockAgentCore::BrowserCustom"),
  /** The code interpreter id. */
  CODE_INTERPRETER(Area.RUNTIMES, FREE, "AWS::BedrockAgentCore::CodeInterpreterCustom"),
  /** {@code nat-...}. */
  NAT_GATEWAY(Area.NETWORK, HOURLY, "AWS::EC2::NatGateway"),
  /** {@code eipalloc-...}; its item's name is the public address. */
  ELASTIC_IP(Area.NETWORK, HOURLY, "AWS::EC2::EIP"),
  /** {@code vpce-...}; only those of kind Interface are billed by the hour. */
  VPC_ENDPOINT(Area.NETWORK, HOURLY, "AWS::EC2::VPCEndpoint"),
  /** The StackId, an ARN. Never the name. */
  STACK(Area.STACKS, FREE, "AWS::CloudFormation::Stack"),
  /** The name; goes with its runtime, and a direct deletion is refused while that stands. */
  WORKLOAD_IDENTITY(Area.RUNTIMES, FREE, "AWS::BedrockAgentCore::WorkloadIdentity"),
  /** {@code eni-...}. */
  NETWORK_INTERFACE(Area.NETWORK, FREE, "AWS::EC2::NetworkInterface"),
  /** {@code sg-...}. */
  SECURITY_GROUP(Area.NETWORK, FREE, "AWS::EC2::SecurityGroup"),
  /** {@code subnet-...}. */
  SUBNET(Area.NETWORK, FREE, "AWS::EC2::Subnet"),
  /** {@code rtb-...}. */
  ROUTE_TABLE(Area.NETWORK, FREE, "AWS::EC2::RouteTable"),
  /** {@code acl-...}. */
  NETWORK_ACL(Area.NETWORK, FREE, "AWS::EC2::NetworkAcl"),
  /** {@code igw-...}. Its deletion detaches it first. */
  INTERNET_GATEWAY(Area.NETWORK, FREE, "AWS::EC2::InternetGateway"),
  /** {@code eigw-...}. */
  EGRESS_ONLY_GATEWAY(Area.NETWORK, FREE, "AWS::EC2::EgressOnlyInternetGateway"),
  /** {@code vpc-...}. */
  VPC(Area.NETWORK, FREE, "AWS::EC2::VPC"),
  /** The name; can be used again. */
  LOG_GROUP(Area.LEFTOVERS, STORED, "AWS::Logs::LogGroup"),
  /** {@code <repository name>@sha256:<digest>}. */
  ECR_IMAGE(Area.LEFTOVERS, STORED, ""),
  /** The name; can be used again. */
  ECR_REPOSITORY(Area.LEFTOVERS, STORED, "AWS::ECR::Repository"),
  /** The name; can be used again, by anybody. */
  BUCKET(Area.LEFTOVERS, STORED, "AWS::S3::Bucket"),
  /** The ARN, which ends in a random suffix. */
  SECRET(Area.LEFTOVERS, STORED, "AWS::SecretsManager::Secret"),
  /** Anything that this version does not know; always kept. */
  OTHER(Area.NONE, FREE, "");

  private static final Map<String, ItemType> BY_RESOURCE_TYPE =
      Arrays.stream(values())
          .filter(type -> !type.cloudFormation.isEmpty())
          .collect(Collectors.toUnmodifiableMap(type -> type.cloudFormation, type -> type));

  private final Area area;
  private final Cost cost;
  private final String cloudFormation;

  ItemType(Area area, Cost cost, String cloudFormation) {
    this.area = area;
    this.cost = cost;
    this.cloudFormation = cloudFormation;
  }

  public Area area() {
    return area;
  }

  public Cost cost() {
    return cost;
  }

  /**
   * Whether the id is a name that somebody could use again for another thing. Two items with such
   * an id are the same thing only if their creation dates are known and equal.
   */
  public boolean nameCanBeUsedAgain() {
    return switch (this) {
      case RUNTIME_ENDPOINT, WORKLOAD_IDENTITY, LOG_GROUP, ECR_REPOSITORY, BUCKET -> true;
      case RUNTIME_SESSION, BROWSER_SESSION, INTERPRETER_SESSION, RUNTIME, BROWSER -> false;
      case CODE_INTERPRETER, NAT_GATEWAY, ELASTIC_IP, VPC_ENDPOINT, STACK -> false;
      case NETWORK_INTERFACE, SECURITY_GROUP, SUBNET, ROUTE_TABLE, NETWORK_ACL -> false;
      case INTERNET_GATEWAY, EGRESS_ONLY_GATEWAY, VPC, ECR_IMAGE, SECRET, OTHER -> false;
    };
  }

  /** Whether it can own or share a network interface of the AgentCore family. */
  public boolean ownsInterfaces() {
    return this == RUNTIME || this == BROWSER || this == CODE_INTERPRETER;
  }

  /** The name in reports, plans and ledgers: {@code network-interface}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The type with this wire name; none if this version does not know it. */
  public static Optional<ItemType> ofWire(String wire) {
    return Arrays.stream(values()).filter(type -> type.wire().equals(wire)).findFirst();
  }

  /** The type of a CloudFormation resource; {@link #OTHER} if it is not one that is listed here. */
  public static ItemType ofCloudFormation(String resourceType) {
    return BY_RESOURCE_TYPE.getOrDefault(resourceType, OTHER);
  }

  /** The CloudFormation type; empty if stacks cannot hold it. */
  public Optional<String> cloudFormation() {
    return cloudFormation.isEmpty() ? Optional.empty() : Optional.of(cloudFormation);
  }
}
