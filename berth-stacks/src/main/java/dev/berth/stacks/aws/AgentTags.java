package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.inventory.Tags;
import java.util.Map;
import software.amazon.awssdk.services.bedrockagentcorecontrol.BedrockAgentCoreControlClient;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.ListTagsForResourceResponse;

/** The tags of AgentCore's things, by their ARN. Thread-safe. */
final class AgentTags {
  private final BedrockAgentCoreControlClient control;
  private final Calls calls;

  AgentTags(BedrockAgentCoreControlClient control, Calls calls) {
    this.control = control;
    this.calls = calls;
  }

  Tags of(String arn) {
    return tags(
        calls.make(
            AwsOperation.LIST_AGENT_TAGS,
            () -> {
              ListTagsForResourceResponse answer =
                  control.listTagsForResource(r -> r.resourceArn(arn));
              return answer.tags();
            }));
  }

  /** Tags, or that they could not be read. */
  static Tags tags(Result<Map<String, String>> result) {
    return switch (result) {
      case Result.Good<Map<String, String>>(Map<String, String> values) -> Tags.of(values);
      case Result.Bad<Map<String, String>>(CloudFailure failure, _) ->
          new Tags.Unreadable(failure.toString());
    };
  }
}
