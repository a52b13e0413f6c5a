package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A registry that can be switched on by name.
 *
 * @param name to allow it by
 * @param on whether it is
 * @param kind {@code public}: a list of hosts that are reached through the egress door; {@code
 *     private}: the operator's, reached through the gateway with a credential that Berth adds
 * @param hosts of a public one
 */
public record EgressRegistry(
    @JsonProperty("name") String name,
    @JsonProperty("on") boolean on,
    @JsonProperty("kind") String kind,
    @JsonProperty("hosts") List<String> hosts) {
  /** Copies its lists, so that the record cannot change. */
  public EgressRegistry {
    hosts = List.copyOf(hosts);
  }
}
