package dev.berth.stacks.aws;

import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockagentcore.BedrockAgentCoreClient;
import software.amazon.awssdk.services.bedrockagentcorecontrol.BedrockAgentCoreControlClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK's clients over one HTTP client. They never try again by themselves: whether a call may be
 * made twice is decided where it is known what it does.
 */
final class AwsClients implements AutoCloseable {
  /** The HTTP client's own limit ends when the answer begins; this is for the rest of it. */
  private static final Duration FOR_THE_BODY = Duration.ofSeconds(5);

  private final SdkHttpClient http;
  private final StsClient sts;
  private final CloudFormationClient cloudFormation;
  private final Ec2Client ec2;
  private final BedrockAgentCoreControlClient control;
  private final BedrockAgentCoreClient data;
  private final CloudWatchLogsClient logs;
  private final EcrClient ecr;
  private final S3Client s3;
  private final SecretsManagerClient secrets;

  AwsClients(AwsSettings settings, AwsCredentialsProvider credentials) {
    CallLimits limits = settings.limits();
    http = new JdkHttp(limits);
    Setup setup = new Setup(settings, http, named(credentials));
    sts = setup.of(StsClient.builder());
    cloudFormation = setup.of(CloudFormationClient.builder());
    ec2 = setup.of(Ec2Client.builder());
    control = setup.of(BedrockAgentCoreControlClient.builder());
    data = setup.of(BedrockAgentCoreClient.builder());
    logs = setup.of(CloudWatchLogsClient.builder());
    ecr = setup.of(EcrClient.builder());
    s3 = setup.of(S3Client.builder().forcePathStyle(settings.endpoint().isPresent()));
    secrets = setup.of(SecretsManagerClient.builder());
  }

  private static AwsCredentialsProvider named(AwsCredentialsProvider credentials) {
    return () -> {
      try {
        return credentials.resolveCredentials();
      } catch (SdkException e) {
        throw new NoCredentials(e);
      }
    };
  }

  /** What all clients share. */
  private record Setup(
      AwsSettings settings, SdkHttpClient http, AwsCredentialsProvider credentials) {
    <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C of(B builder) {
      builder
          .region(Region.of(settings.scope().region()))
          .credentialsProvider(credentials)
          .httpClient(http)
          .overrideConfiguration(
              ClientOverrideConfiguration.builder()
                  .retryStrategy(AwsRetryStrategy.doNotRetry())
                  .apiCallTimeout(settings.limits().attempt().plus(FOR_THE_BODY))
                  .executionInterceptors(List.of(new OperationGuard()))
                  .build());
      settings.endpoint().ifPresent(builder::endpointOverride);
      return builder.build();
    }
  }

  StsClient sts() {
    return sts;
  }

  CloudFormationClient cloudFormation() {
    return cloudFormation;
  }

  Ec2Client ec2() {
    return ec2;
  }

  BedrockAgentCoreControlClient control() {
    return control;
  }

  BedrockAgentCoreClient data() {
    return data;
  }

  CloudWatchLogsClient logs() {
    return logs;
  }

  EcrClient ecr() {
    return ecr;
  }

  S3Client s3() {
    return s3;
  }

  SecretsManagerClient secrets() {
    return secrets;
  }

  @Override
  public void close() {
    List.<SdkAutoCloseable>of(sts, cloudFormation, ec2, control, data, logs, ecr, s3, secrets, http)
        .forEach(SdkAutoCloseable::close);
  }
}
