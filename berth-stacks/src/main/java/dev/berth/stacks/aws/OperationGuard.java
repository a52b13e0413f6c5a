package dev.berth.stacks.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Stops a call of the SDK that nobody announced, before anything is sent. Thread-safe. */
final class OperationGuard implements ExecutionInterceptor {
  /** What the code around a call says that it calls. */
  static final ScopedValue<AwsOperation> ANNOUNCED = ScopedValue.newInstance();

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
    String api = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    boolean announced =
        ANNOUNCED.isBound()
            && ANNOUNCED.get().service().sdkName().equals(service)
            && ANNOUNCED.get().api().equals(api);
    if (!announced) {
      throw new AssertionError("a call that was not announced: " + service + " " + api);
    }
  }
}
