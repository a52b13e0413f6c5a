package dev.berth.stacks.aws;

import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * How to talk to AWS. Immutable.
 *
 * @param scope the account and region that calls are meant for; ARNs of others are never called
 * @param endpoint where all services are instead of at AWS: a test's server
 * @param types the types to list; one that is left out is never touched, and what might hold a
 *     thing of it is kept
 * @param limits how long and how often
 * @param secretRecovery how long a deleted secret can be restored, 7 to 30 days
 */
public record AwsSettings(
    Scope scope,
    Optional<URI> endpoint,
    Set<ItemType> types,
    CallLimits limits,
    Duration secretRecovery) {
  public AwsSettings {
    types = Set.copyOf(types);
    if (secretRecovery.toDays() < 7 || secretRecovery.toDays() > 30) {
      throw new IllegalArgumentException("a secret can be restored for 7 to 30 days");
    }
  }

  /** Every type, at AWS itself, and nothing shorter than it need be. */
  public static AwsSettings standard(Scope scope) {
    Set<ItemType> types = EnumSet.allOf(ItemType.class);
    types.remove(ItemType.OTHER);
    return new AwsSettings(
        scope, Optional.empty(), types, CallLimits.standard(), Duration.ofDays(30));
  }

  public AwsSettings withEndpoint(URI value) {
    return new AwsSettings(scope, Optional.of(value), types, limits, secretRecovery);
  }

  public AwsSettings withTypes(Set<ItemType> value) {
    return new AwsSettings(scope, endpoint, value, limits, secretRecovery);
  }

  public AwsSettings withLimits(CallLimits value) {
    return new AwsSettings(scope, endpoint, types, value, secretRecovery);
  }

  /** The partition that a region is in: {@code aws}, {@code aws-cn}, {@code aws-us-gov}. */
  public static String partitionOf(String region) {
    if (region.startsWith("cn-")) {
      return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }

  /** An ARN in the scope; {@code service:region:account:resource}. */
  String arn(String service, String resource) {
    return String.join(
        ":",
        "arn",
        partitionOf(scope.region()),
        service,
        scope.region(),
        scope.account(),
        resource);
  }
}
