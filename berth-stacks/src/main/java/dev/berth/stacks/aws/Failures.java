package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Says what kind of failure an exception is, by its type and error code and never by its words. */
final class Failures {
  private static final Set<String> THROTTLED =
      Set.of(
          "BandwidthLimitExceeded",
          "PriorRequestNotComplete",
          "RequestLimitExceeded",
          "RequestThrottled",
          "RequestThrottledException",
          "SlowDown",
          "Throttling",
          "ThrottlingException",
          "ThrottledException",
          "TooManyRequestsException");
  private static final Set<String> DENIED =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "AllAccessDisabled",
          "AuthFailure",
          "ExpiredToken",
          "ExpiredTokenException",
          "IncompleteSignature",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "KMSAccessDeniedException",
          "MissingAuthenticationToken",
          "OptInRequired",
          "SignatureDoesNotMatch",
          "UnauthorizedException",
          "UnauthorizedOperation",
          "UnrecognizedClientException");
  private static final Set<String> NOT_FOUND =
      Set.of(
          "ImageNotFound",
          "ImageNotFoundException",
          "InvalidAllocationID.NotFound",
          "InvalidGroup.NotFound",
          "InvalidInternetGatewayID.NotFound",
          "InvalidNetworkAclID.NotFound",
          "InvalidNetworkInterfaceID.NotFound",
          "InvalidPermission.NotFound",
          "InvalidRouteTableID.NotFound",
          "InvalidSecurityGroupRuleId.NotFound",
          "InvalidSubnetID.NotFound",
          "InvalidVpcEndpoint.NotFound",
          "InvalidVpcEndpointId.NotFound",
          "InvalidVpcID.NotFound",
          "NatGatewayNotFound",
          "NoSuchBucket",
          "RepositoryNotFoundException",
          "ResourceNotFoundException");
  private static final Set<String> NEEDED =
      Set.of(
          "BucketNotEmpty",
          "DependencyViolation",
          "ImageReferencedByManifestList",
          "RepositoryNotEmptyException");
  private static final Set<String> IN_USE =
      Set.of(
          "InvalidGroup.InUse",
          "InvalidIPAddress.InUse",
          "InvalidNetworkInterface.InUse",
          "ResourceInUseException");
  private static final Set<String> CONFLICT =
      Set.of(
          "ConflictException",
          "IncorrectState",
          "InvalidRequestException",
          "InvalidState",
          "OperationAborted",
          "OperationAbortedException",
          "OperationInProgressException",
          "ResourceConflictException",
          "RetryableConflictException",
          "TokenAlreadyExistsException");
  private static final Set<String> NOT_PERMITTED = Set.of("CannotDelete", "OperationNotPermitted");

  private Failures() {}

  static <T> Result.Bad<T> of(AwsOperation operation, RuntimeException thrown) {
    if (thrown instanceof AwsServiceException said) {
      return said(operation, said);
    }
    if (thrown instanceof RefusedInside refused) {
      FailureKind kind = byCode(operation, refused.code()).orElse(FailureKind.INVALID);
      String words = refused.code() + " " + refused.getMessage();
      return new Result.Bad<>(
          new CloudFailure(kind, operation.api(), words.strip()), refused.code());
    }
    return new Result.Bad<>(new CloudFailure(kind(thrown), operation.api(), words(thrown)), "");
  }

  private static <T> Result.Bad<T> said(AwsOperation operation, AwsServiceException said) {
    Optional<AwsErrorDetails> details = Optional.ofNullable(said.awsErrorDetails());
    String code = details.map(AwsErrorDetails::errorCode).orElse("");
    String message = details.map(AwsErrorDetails::errorMessage).orElse("");
    FailureKind kind =
        byCode(operation, code)
            .orElseGet(
                () ->
                    said.isThrottlingException()
                        ? FailureKind.THROTTLED
                        : byStatus(operation, said));
    return new Result.Bad<>(
        new CloudFailure(kind, operation.api(), (code + " " + message).strip()), code);
  }

  private static Optional<FailureKind> byCode(AwsOperation operation, String code) {
    if (THROTTLED.contains(code)) {
      return Optional.of(FailureKind.THROTTLED);
    }
    if (DENIED.contains(code)) {
      return Optional.of(FailureKind.DENIED);
    }
    if (NOT_FOUND.contains(code)) {
      return Optional.of(FailureKind.NOT_FOUND);
    }
    if (NEEDED.contains(code)) {
      return Optional.of(FailureKind.DEPENDENCY_VIOLATION);
    }
    if (IN_USE.contains(code) || attached(operation, code)) {
      return Optional.of(FailureKind.IN_USE);
    }
    if (CONFLICT.contains(code)) {
      return Optional.of(FailureKind.CONFLICT);
    }
    return NOT_PERMITTED.contains(code) ? Optional.of(FailureKind.NOT_PERMITTED) : Optional.empty();
  }

  /** What EC2 says of an interface that is attached, where the id is the only parameter. */
  private static boolean attached(AwsOperation operation, String code) {
    return operation == AwsOperation.DELETE_INTERFACE && code.equals("InvalidParameterValue");
  }

  private static FailureKind byStatus(AwsOperation operation, AwsServiceException said) {
    int status = said.statusCode();
    if (status == 404 && operation == AwsOperation.HEAD_BUCKET) {
      return FailureKind.NOT_FOUND; // an answer to HEAD has no body that could hold a code
    }
    if (status == 401 || status == 403) {
      return FailureKind.DENIED;
    }
    if (status == 429) {
      return FailureKind.THROTTLED;
    }
    if (status >= 500) {
      return FailureKind.EFFECT_UNKNOWN;
    }
    return status >= 300 ? FailureKind.INVALID : FailureKind.MALFORMED;
  }

  private static FailureKind kind(RuntimeException thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof NoCredentials) {
        return FailureKind.DENIED;
      }
      if (each instanceof ConnectException
          || each instanceof UnknownHostException
          || each instanceof NoRouteToHostException
          || each instanceof HttpConnectTimeoutException
          || each instanceof SSLHandshakeException) {
        return FailureKind.UNAVAILABLE;
      }
      if (each instanceof ApiCallTimeoutException
          || each instanceof ApiCallAttemptTimeoutException
          || each instanceof AbortedException
          || isOfTheWire(each)) {
        return FailureKind.EFFECT_UNKNOWN;
      }
      if (each instanceof SdkServiceException) {
        return FailureKind.MALFORMED;
      }
    }
    return FailureKind.MALFORMED;
  }

  /** A parser's exceptions are input and output exceptions, too, and of another package. */
  private static boolean isOfTheWire(Throwable thrown) {
    return thrown instanceof IOException && thrown.getClass().getPackageName().startsWith("java");
  }

  private static String words(@Nullable Throwable thrown) {
    StringBuilder words = new StringBuilder();
    for (Throwable each = thrown; each != null && words.length() < 500; each = each.getCause()) {
      words.append(words.isEmpty() ? "" : ": ").append(each.getMessage());
    }
    return words.toString();
  }
}
