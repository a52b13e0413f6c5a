package dev.berth.stacks.aws;

/** A service whose calls share a rate. */
public enum AwsService {
  STS("Sts", "sts"),
  CLOUDFORMATION("CloudFormation", "cloudformation"),
  EC2("Ec2", "ec2"),
  AGENTCORE_CONTROL("BedrockAgentCoreControl", "bedrock-agentcore"),
  AGENTCORE("BedrockAgentCore", "bedrock-agentcore"),
  LOGS("CloudWatchLogs", "logs"),
  ECR("Ecr", "ecr"),
  S3("S3", "s3"),
  SECRETS("SecretsManager", "secretsmanager");

  private final String sdkName;
  private final String iamPrefix;

  AwsService(String sdkName, String iamPrefix) {
    this.sdkName = sdkName;
    this.iamPrefix = iamPrefix;
  }

  /** What the SDK's clients call themselves. */
  String sdkName() {
    return sdkName;
  }

  /** What permissions of the service begin with. */
  public String iamPrefix() {
    return iamPrefix;
  }
}
