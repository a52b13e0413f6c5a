package dev.berth.stacks.verdict;

import java.time.Duration;
import java.util.Set;

/**
 * How a service's interfaces are recognised, and how long they linger. Configuration, because only
 * a live account can tell.
 *
 * @param name {@code agentcore}
 * @param types interface types, as text
 * @param descriptionPrefixes what descriptions begin with; still there after the type has changed
 * @param requesterIds requester ids
 * @param tagKeys tag keys that the service sets; case counts
 * @param shortest the shortest lease seen
 * @param longest how long the service says at most
 * @param stuckAfter when it is alarming; at least {@code longest}
 */
public record InterfaceFamily(
    String name,
    Set<String> types,
    Set<String> descriptionPrefixes,
    Set<String> requesterIds,
    Set<String> tagKeys,
    Duration shortest,
    Duration longest,
    Duration stuckAfter) {
  /** The name of AgentCore's family, whose owners are runtimes, browsers and interpreters. */
  public static final String AGENTCORE = "agentcore";

  /** The tag that the service needs to delete its own interfaces: never removed, never set. */
  public static final String AGENTCORE_TAG = "AmazonBedrockAgentCoreManaged";

  public InterfaceFamily {
    types = Set.copyOf(types);
    descriptionPrefixes = Set.copyOf(descriptionPrefixes);
    requesterIds = Set.copyOf(requesterIds);
    tagKeys = Set.copyOf(tagKeys);
    if (shortest.isNegative()
        || longest.compareTo(shortest) < 0
        || stuckAfter.compareTo(longest) < 0) {
      throw new IllegalArgumentException(
          "an interface's shortest lease, its longest and the time until alarm are in this order");
    }
  }

  /**
   * AgentCore: 20 minutes measured at the shortest, 8 hours documented at the longest, alarm at 12.
   */
  public static InterfaceFamily agentCore() {
    return new InterfaceFamily(
        AGENTCORE,
        Set.of("agentic_ai"),
        Set.of(),
        Set.of(),
        Set.of(AGENTCORE_TAG),
        Duration.ofMinutes(20),
        Duration.ofHours(8),
        Duration.ofHours(12));
  }

  /** Lambda: 35 minutes at the 99th percentile; its type becomes {@code interface} on detaching. */
  public static InterfaceFamily lambda() {
    return new InterfaceFamily(
        "lambda",
        Set.of("lambda"),
        Set.of("AWS Lambda VPC ENI"),
        Set.of(),
        Set.of(),
        Duration.ofMinutes(4),
        Duration.ofMinutes(45),
        Duration.ofHours(2));
  }

  /** The same family with other times: what a live account has shown. */
  public InterfaceFamily withLease(Duration least, Duration most, Duration alarming) {
    return new InterfaceFamily(
        name, types, descriptionPrefixes, requesterIds, tagKeys, least, most, alarming);
  }
}
