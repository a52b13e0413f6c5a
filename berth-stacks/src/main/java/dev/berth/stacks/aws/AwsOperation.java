package dev.berth.stacks.aws;

import static dev.berth.stacks.aws.AwsService.AGENTCORE;
import static dev.berth.stacks.aws.AwsService.AGENTCORE_CONTROL;
import static dev.berth.stacks.aws.AwsService.CLOUDFORMATION;
import static dev.berth.stacks.aws.AwsService.EC2;
import static dev.berth.stacks.aws.AwsService.ECR;
import static dev.berth.stacks.aws.AwsService.LOGS;
import static dev.berth.stacks.aws.AwsService.S3;
import static dev.berth.stacks.aws.AwsService.SECRETS;
import static dev.berth.stacks.aws.AwsService.STS;

/**
 * Every call that the adapter makes. A call that is not announced as one of these is not made (see
 * {@link OperationGuard}), so the permissions that are generated from this list are enough and none
 * of them is too much.
 */
public enum AwsOperation {
  GET_CALLER_IDENTITY(STS, "GetCallerIdentity"),

  DESCRIBE_STACKS(CLOUDFORMATION, "DescribeStacks"),
  LIST_STACK_RESOURCES(CLOUDFORMATION, "ListStackResources"),
  DELETE_STACK(CLOUDFORMATION, "DeleteStack", true),

  LIST_RUNTIMES(AGENTCORE_CONTROL, "ListAgentRuntimes"),
  GET_RUNTIME(AGENTCORE_CONTROL, "GetAgentRuntime"),
  DELETE_RUNTIME(AGENTCORE_CONTROL, "DeleteAgentRuntime", true),
  LIST_ENDPOINTS(AGENTCORE_CONTROL, "ListAgentRuntimeEndpoints"),
  GET_ENDPOINT(AGENTCORE_CONTROL, "GetAgentRuntimeEndpoint"),
  DELETE_ENDPOINT(AGENTCORE_CONTROL, "DeleteAgentRuntimeEndpoint", true),
  LIST_BROWSERS(AGENTCORE_CONTROL, "ListBrowsers"),
  GET_BROWSER(AGENTCORE_CONTROL, "GetBrowser"),
  DELETE_BROWSER(AGENTCORE_CONTROL, "DeleteBrowser", true),
  LIST_INTERPRETERS(AGENTCORE_CONTROL, "ListCodeInterpreters"),
  GET_INTERPRETER(AGENTCORE_CONTROL, "GetCodeInterpreter"),
  DELETE_INTERPRETER(AGENTCORE_CONTROL, "DeleteCodeInterpreter", true),
  LIST_IDENTITIES(AGENTCORE_CONTROL, "ListWorkloadIdentities"),
  GET_IDENTITY(AGENTCORE_CONTROL, "GetWorkloadIdentity"),
  DELETE_IDENTITY(AGENTCORE_CONTROL, "DeleteWorkloadIdentity", true),
  LIST_AGENT_TAGS(AGENTCORE_CONTROL, "ListTagsForResource"),

  STOP_RUNTIME_SESSION(AGENTCORE, "StopRuntimeSession", true),
  LIST_BROWSER_SESSIONS(AGENTCORE, "ListBrowserSessions"),
  GET_BROWSER_SESSION(AGENTCORE, "GetBrowserSession"),
  STOP_BROWSER_SESSION(AGENTCORE, "StopBrowserSession", true),
  LIST_INTERPRETER_SESSIONS(AGENTCORE, "ListCodeInterpreterSessions"),
  GET_INTERPRETER_SESSION(AGENTCORE, "GetCodeInterpreterSession"),
  STOP_INTERPRETER_SESSION(AGENTCORE, "StopCodeInterpreterSession", true),

  DESCRIBE_NAT_GATEWAYS(EC2, "DescribeNatGateways"),
  DELETE_NAT_GATEWAY(EC2, "DeleteNatGateway", true),
  DESCRIBE_ADDRESSES(EC2, "DescribeAddresses"),
  RELEASE_ADDRESS(EC2, "ReleaseAddress", true),
  DESCRIBE_VPC_ENDPOINTS(EC2, "DescribeVpcEndpoints"),
  DELETE_VPC_ENDPOINTS(EC2, "DeleteVpcEndpoints", true),
  DESCRIBE_INTERFACES(EC2, "DescribeNetworkInterfaces"),
  DELETE_INTERFACE(EC2, "DeleteNetworkInterface", true),
  DESCRIBE_GROUPS(EC2, "DescribeSecurityGroups"),
  DESCRIBE_GROUP_RULES(EC2, "DescribeSecurityGroupRules"),
  REVOKE_INGRESS(EC2, "RevokeSecurityGroupIngress", true),
  REVOKE_EGRESS(EC2, "RevokeSecurityGroupEgress", true),
  DELETE_GROUP(EC2, "DeleteSecurityGroup", true),
  DESCRIBE_SUBNETS(EC2, "DescribeSubnets"),
  DELETE_SUBNET(EC2, "DeleteSubnet", true),
  DESCRIBE_ROUTE_TABLES(EC2, "DescribeRouteTables"),
  DELETE_ROUTE_TABLE(EC2, "DeleteRouteTable", true),
  DESCRIBE_ACLS(EC2, "DescribeNetworkAcls"),
  DELETE_ACL(EC2, "DeleteNetworkAcl", true),
  DESCRIBE_INTERNET_GATEWAYS(EC2, "DescribeInternetGateways"),
  DETACH_INTERNET_GATEWAY(EC2, "DetachInternetGateway", true),
  DELETE_INTERNET_GATEWAY(EC2, "DeleteInternetGateway", true),
  DESCRIBE_EGRESS_GATEWAYS(EC2, "DescribeEgressOnlyInternetGateways"),
  DELETE_EGRESS_GATEWAY(EC2, "DeleteEgressOnlyInternetGateway", true),
  DESCRIBE_VPCS(EC2, "DescribeVpcs"),
  DELETE_VPC(EC2, "DeleteVpc", true),
  CREATE_TAGS(EC2, "CreateTags", true),

  DESCRIBE_LOG_GROUPS(LOGS, "DescribeLogGroups"),
  LIST_LOG_TAGS(LOGS, "ListTagsForResource"),
  DELETE_LOG_GROUP(LOGS, "DeleteLogGroup", true),
  DESCRIBE_REPOSITORIES(ECR, "DescribeRepositories"),
  LIST_REPOSITORY_TAGS(ECR, "ListTagsForResource"),
  DELETE_REPOSITORY(ECR, "DeleteRepository", true),
  DESCRIBE_IMAGES(ECR, "DescribeImages"),
  DELETE_IMAGE(ECR, "BatchDeleteImage", true),
  LIST_BUCKETS(S3, "ListBuckets", false, "ListAllMyBuckets"),
  HEAD_BUCKET(S3, "HeadBucket", false, "ListBucket"),
  GET_BUCKET_TAGS(S3, "GetBucketTagging"),
  DELETE_BUCKET(S3, "DeleteBucket", true),
  LIST_SECRETS(SECRETS, "ListSecrets"),
  DESCRIBE_SECRET(SECRETS, "DescribeSecret"),
  DELETE_SECRET(SECRETS, "DeleteSecret", true);

  private final AwsService service;
  private final String api;
  private final boolean changes;
  private final String permission;

  AwsOperation(AwsService service, String api) {
    this(service, api, false);
  }

  AwsOperation(AwsService service, String api, boolean changes) {
    this(service, api, changes, api);
  }

  AwsOperation(AwsService service, String api, boolean changes, String permission) {
    this.service = service;
    this.api = api;
    this.changes = changes;
    this.permission = permission;
  }

  public AwsService service() {
    return service;
  }

  /** The API's name for it. */
  public String api() {
    return api;
  }

  /** Whether it changes anything. */
  public boolean changes() {
    return changes;
  }

  /** The permission that it needs, which S3 sometimes names differently: {@code s3:ListBucket}. */
  public String iamAction() {
    return service.iamPrefix() + ":" + permission;
  }
}
