package dev.berth.stacks.aws;

/** A good answer to every operation, about one small account, as the services write them. */
final class WireTexts {
  static final String STACK =
      "arn:aws:cloudformation:eu-west-1:111122223333:stack/int-00000001/0a0a-1";
  static final String RUNTIME = "agent-AbCdEfGhIj";
  static final String BROWSER = "browser-AbCdEfGhIj";
  static final String INTERPRETER = "tool-AbCdEfGhIj";
  static final String SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf";
  static final String DIGEST =
      "sha256:0000000000000000000000000000000000000000000000000000000000000001";
  private static final String AGENTS = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:";
  private static final String TAGS =
      "<tagSet><item><key>owner</key><value>berth-ci</value></item></tagSet>";

  private WireTexts() {}

  static String ec2(String action, String inside) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><%sResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r-1</requestId>%s</%sResponse>"
        .formatted(action, inside, action);
  }

  static String cloudFormation(String action, String inside) {
    return "<%sResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><%sResult>%s</%sResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></%sResponse>"
        .formatted(action, action, inside, action, action);
  }

  static String of(AwsOperation operation) {
    return switch (operation.service()) {
      case EC2 -> ec2(operation);
      case CLOUDFORMATION, STS -> query(operation);
      case AGENTCORE, AGENTCORE_CONTROL -> agents(operation);
      case LOGS, ECR, SECRETS, S3 -> leftovers(operation);
    };
  }

  private static String ec2(AwsOperation operation) {
    String inside =
        switch (operation) {
          case DESCRIBE_NAT_GATEWAYS ->
              "<natGatewaySet><item><natGatewayId>nat-1</natGatewayId><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><state>available</state><createTime>2026-11-18T12:00:00.000Z</createTime><natGatewayAddressSet><item><allocationId>eipalloc-1</allocationId></item></natGatewayAddressSet>"
                  + TAGS
                  + "</item></natGatewaySet>";
          case DESCRIBE_ADDRESSES ->
              "<addressesSet><item><publicIp>192.0.2.1</publicIp><allocationId>eipalloc-1</allocationId><associationId>eipassoc-1</associationId>"
                  + TAGS
                  + "</item><item><publicIp>192.0.2.2</publicIp></item></addressesSet>";
          case DESCRIBE_VPC_ENDPOINTS ->
              "<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Interface</vpcEndpointType><vpcId>vpc-1</vpcId><state>available</state><routeTableIdSet/><subnetIdSet><item>subnet-1</item></subnetIdSet><groupSet><item><groupId>sg-1</groupId></item></groupSet><creationTimestamp>2026-11-18T12:00:00.000Z</creationTimestamp>"
                  + TAGS
                  + "</item></vpcEndpointSet>";
          case DESCRIBE_INTERFACES ->
              "<networkInterfaceSet>" + agentInterface("eni-1") + "</networkInterfaceSet>";
          case DESCRIBE_GROUPS ->
              "<securityGroupInfo><item><ownerId>111122223333</ownerId><groupId>sg-1</groupId><groupName>agents</groupName><vpcId>vpc-1</vpcId>"
                  + TAGS
                  + "</item></securityGroupInfo>";
          case DESCRIBE_GROUP_RULES ->
              "<securityGroupRuleSet><item><securityGroupRuleId>sgr-1</securityGroupRuleId><groupId>sg-1</groupId><isEgress>false</isEgress><referencedGroupInfo><groupId>sg-2</groupId></referencedGroupInfo></item><item><securityGroupRuleId>sgr-2</securityGroupRuleId><groupId>sg-1</groupId><isEgress>true</isEgress><cidrIpv4>0.0.0.0/0</cidrIpv4></item></securityGroupRuleSet>";
          case DESCRIBE_SUBNETS ->
              "<subnetSet><item><subnetId>subnet-1</subnetId><state>available</state><vpcId>vpc-1</vpcId><defaultForAz>false</defaultForAz>"
                  + TAGS
                  + "</item></subnetSet>";
          case DESCRIBE_ROUTE_TABLES ->
              "<routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId><associationSet><item><subnetId>subnet-1</subnetId><main>false</main></item></associationSet>"
                  + TAGS
                  + "</item></routeTableSet>";
          case DESCRIBE_ACLS ->
              "<networkAclSet><item><networkAclId>acl-1</networkAclId><vpcId>vpc-1</vpcId><default>false</default><associationSet><item><subnetId>subnet-1</subnetId></item></associationSet>"
                  + TAGS
                  + "</item></networkAclSet>";
          case DESCRIBE_INTERNET_GATEWAYS ->
              "<internetGatewaySet><item><internetGatewayId>igw-1</internetGatewayId><attachmentSet><item><vpcId>vpc-1</vpcId><state>available</state></item></attachmentSet>"
                  + TAGS
                  + "</item></internetGatewaySet>";
          case DESCRIBE_EGRESS_GATEWAYS ->
              "<egressOnlyInternetGatewaySet><item><egressOnlyInternetGatewayId>eigw-1</egressOnlyInternetGatewayId><attachmentSet><item><vpcId>vpc-1</vpcId><state>attached</state></item></attachmentSet>"
                  + TAGS
                  + "</item></egressOnlyInternetGatewaySet>";
          case DESCRIBE_VPCS ->
              "<vpcSet><item><vpcId>vpc-1</vpcId><state>available</state><isDefault>false</isDefault>"
                  + TAGS
                  + "</item></vpcSet>";
          case DELETE_VPC_ENDPOINTS -> "<unsuccessful/>";
          default -> "<return>true</return>";
        };
    return ec2(operation.api(), inside);
  }

  /** An interface of AgentCore's as a public report shows it. */
  static String agentInterface(String id) {
    return """
    <item><networkInterfaceId>%s</networkInterfaceId><subnetId>subnet-1</subnetId>\
    <vpcId>vpc-1</vpcId><description/><ownerId>111122223333</ownerId>\
    <requesterManaged>false</requesterManaged><status>in-use</status>\
    <groupSet><item><groupId>sg-1</groupId><groupName>agents</groupName></item></groupSet>\
    <attachment><attachmentId>ela-attach-1</attachmentId>\
    <instanceOwnerId>amazon-aws</instanceOwnerId><status>attached</status>\
    <attachTime>2026-11-20T10:00:00.000Z</attachTime></attachment>\
    <tagSet><item><key>AmazonBedrockAgentCoreManaged</key><value>true</value></item></tagSet>\
    <interfaceType>agentic_ai</interfaceType></item>\
    """
        .formatted(id);
  }

  private static String query(AwsOperation operation) {
    return switch (operation) {
      case GET_CALLER_IDENTITY ->
          "<GetCallerIdentityResponse"
              + " xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/sweep/run</Arn><UserId>AROA:run</UserId><Account>111122223333</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>";
      case DESCRIBE_STACKS ->
          cloudFormation("DescribeStacks", "<Stacks>" + stack("CREATE_COMPLETE") + "</Stacks>");
      case LIST_STACK_RESOURCES ->
          cloudFormation(
              "ListStackResources",
              "<StackResourceSummaries>"
                  + resource("Vpc", "vpc-1", "AWS::EC2::VPC", "CREATE_COMPLETE")
                  + "</StackResourceSummaries>");
      default ->
          "<DeleteStackResponse"
              + " xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DeleteStackResponse>";
    };
  }

  static String stack(String status) {
    return "<member><StackId>%s</StackId><StackName>int-00000001</StackName><StackStatus>%s</StackStatus><CreationTime>2026-11-18T12:00:00.000Z</CreationTime><EnableTerminationProtection>false</EnableTerminationProtection><Tags><member><Key>owner</Key><Value>berth-ci</Value></member></Tags></member>"
        .formatted(STACK, status);
  }

  static String resource(String logical, String physical, String type, String status) {
    return "<member><LogicalResourceId>%s</LogicalResourceId><PhysicalResourceId>%s</PhysicalResourceId><ResourceType>%s</ResourceType><ResourceStatus>%s</ResourceStatus><LastUpdatedTimestamp>2026-11-18T12:00:00.000Z</LastUpdatedTimestamp></member>"
        .formatted(logical, physical, type, status);
  }

  private static String agents(AwsOperation operation) {
    String runtimeArn = AGENTS + "runtime/" + RUNTIME;
    String endpoint =
        "\"name\":\"blue\",\"agentRuntimeEndpointArn\":\"%s/runtime-endpoint/blue\",\"status\":\"READY\",\"createdAt\":\"2026-11-18T12:00:00Z\""
            .formatted(runtimeArn);
    String vpc = "\"subnets\":[\"subnet-1\"],\"securityGroups\":[\"sg-1\"]";
    return switch (operation) {
      case LIST_RUNTIMES ->
          "{\"agentRuntimes\":[{\"agentRuntimeId\":\"%s\",\"agentRuntimeName\":\"agent\",\"status\":\"READY\",\"lastUpdatedAt\":\"2026-11-20T12:00:00Z\"}]}"
              .formatted(RUNTIME);
      case GET_RUNTIME -> runtime("READY", "VPC");
      case LIST_ENDPOINTS ->
          "{\"runtimeEndpoints\":[{\"name\":\"DEFAULT\",\"status\":\"READY\"},{%s}]}"
              .formatted(endpoint);
      case GET_ENDPOINT -> "{%s}".formatted(endpoint);
      case LIST_BROWSERS ->
          "{\"browserSummaries\":[{\"browserId\":\"%s\",\"name\":\"b\",\"status\":\"READY\"}]}"
              .formatted(BROWSER);
      case GET_BROWSER ->
          "{\"browserId\":\"%s\",\"browserArn\":\"%sbrowser-custom/%s\",\"name\":\"b\",\"status\":\"READY\",\"createdAt\":\"2026-11-18T12:00:00Z\",\"networkConfiguration\":{\"networkMode\":\"VPC\",\"vpcConfig\":{%s}}}"
              .formatted(BROWSER, AGENTS, BROWSER, vpc);
      case LIST_INTERPRETERS ->
          "{\"codeInterpreterSummaries\":[{\"codeInterpreterId\":\"%s\",\"name\":\"c\",\"status\":\"READY\"}]}"
              .formatted(INTERPRETER);
      case GET_INTERPRETER ->
          "{\"codeInterpreterId\":\"%s\",\"codeInterpreterArn\":\"%scode-interpreter-custom/%s\",\"name\":\"c\",\"status\":\"READY\",\"createdAt\":\"2026-11-18T12:00:00Z\",\"networkConfiguration\":{\"networkMode\":\"SANDBOX\"}}"
              .formatted(INTERPRETER, AGENTS, INTERPRETER);
      case LIST_IDENTITIES -> "{\"workloadIdentities\":[{\"name\":\"agent-id\"}]}";
      case GET_IDENTITY ->
          "{\"name\":\"agent-id\",\"workloadIdentityArn\":\"%sworkload-identity-directory/default/workload-identity/agent-id\",\"createdTime\":1795000000}"
              .formatted(AGENTS);
      case LIST_AGENT_TAGS -> "{\"tags\":{\"owner\":\"berth-ci\"}}";
      case LIST_BROWSER_SESSIONS, LIST_INTERPRETER_SESSIONS ->
          "{\"items\":[%s,{\"sessionId\":\"old\",\"status\":\"TERMINATED\"}]}"
              .formatted(session("READY"));
      case GET_BROWSER_SESSION, GET_INTERPRETER_SESSION -> session("READY");
      default -> "{}";
    };
  }

  static String session(String status) {
    return "{\"sessionId\":\"s1\",\"status\":\"%s\",\"createdAt\":\"2026-11-18T12:00:00Z\"}"
        .formatted(status);
  }

  static String runtime(String status, String mode) {
    return "{\"agentRuntimeId\":\"%s\",\"agentRuntimeArn\":\"%sruntime/%s\",\"agentRuntimeName\":\"agent\",\"status\":\"%s\",\"createdAt\":\"2026-11-18T12:00:00Z\",\"networkConfiguration\":{\"networkMode\":\"%s\",\"networkModeConfig\":{\"subnets\":[\"subnet-1\"],\"securityGroups\":[\"sg-1\"]}}}"
        .formatted(RUNTIME, AGENTS, RUNTIME, status, mode);
  }

  private static String leftovers(AwsOperation operation) {
    return switch (operation) {
      case DESCRIBE_LOG_GROUPS ->
          "{\"logGroups\":[{\"logGroupName\":\"/app/log\",\"creationTime\":1795000000000}]}";
      case LIST_LOG_TAGS -> "{\"tags\":{\"owner\":\"berth-ci\"}}";
      case DESCRIBE_REPOSITORIES ->
          "{\"repositories\":[{\"repositoryName\":\"team/app\",\"createdAt\":1795000000.5}]}";
      case LIST_REPOSITORY_TAGS -> "{\"tags\":[{\"Key\":\"owner\",\"Value\":\"berth-ci\"}]}";
      case DESCRIBE_IMAGES ->
          "{\"imageDetails\":[{\"repositoryName\":\"team/app\",\"imageDigest\":\"%s\",\"imageTags\":[\"v1\"],\"imagePushedAt\":1795000000}]}"
              .formatted(DIGEST);
      case DELETE_IMAGE ->
          "{\"imageIds\":[{\"imageDigest\":\"%s\"}],\"failures\":[]}".formatted(DIGEST);
      case LIST_SECRETS -> "{\"SecretList\":[%s]}".formatted(secret(""));
      case DESCRIBE_SECRET -> secret("");
      case LIST_BUCKETS ->
          "<ListAllMyBucketsResult"
              + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Buckets><Bucket><Name>app-bucket</Name><CreationDate>2026-11-18T12:00:00.000Z</CreationDate><BucketRegion>eu-west-1</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>";
      case GET_BUCKET_TAGS ->
          "<Tagging"
              + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet><Tag><Key>owner</Key><Value>berth-ci</Value></Tag></TagSet></Tagging>";
      case HEAD_BUCKET, DELETE_BUCKET -> "";
      default -> "{}";
    };
  }

  static String secret(String more) {
    return "{\"ARN\":\"%s\",\"Name\":\"key\",\"CreatedDate\":1795000000%s,\"Tags\":[{\"Key\":\"owner\",\"Value\":\"berth-ci\"}]}"
        .formatted(SECRET, more);
  }
}
