package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.AccountPort;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.inventory.Scope;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Who we are, as STS says; the region is the one that the clients call. Thread-safe. */
final class AccountCalls implements AccountPort {
  private final StsClient sts;
  private final Calls calls;
  private final String region;

  AccountCalls(StsClient sts, Calls calls, String region) {
    this.sts = sts;
    this.calls = calls;
    this.region = region;
  }

  @Override
  public Identity identity() {
    return switch (calls.make(
        AwsOperation.GET_CALLER_IDENTITY, () -> known(sts.getCallerIdentity()))) {
      case Result.Good<Identity>(Identity identity) -> identity;
      case Result.Bad<Identity>(CloudFailure failure, _) -> new Identity.Unknown(failure);
    };
  }

  private Identity known(GetCallerIdentityResponse answer) {
    String account = Ec2Items.required(answer.account(), "Account");
    return new Identity.Known(new Scope(account, region), Ec2Items.required(answer.arn(), "Arn"));
  }
}
