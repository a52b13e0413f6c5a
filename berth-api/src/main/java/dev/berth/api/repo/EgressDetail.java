package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What sessions of a repository may reach, what they were refused, and who changed it.
 *
 * @param repo {@code owner/name}
 * @param hosts allowed one by one: hosts, {@code host:port}, {@code *.suffix}
 * @param registries all that can be switched on by name
 * @param refusals newest first, 200 at most
 * @param changes newest first, 200 at most
 */
public record EgressDetail(
    @JsonProperty("repo") String repo,
    @JsonProperty("hosts") List<String> hosts,
    @JsonProperty("registries") List<EgressRegistry> registries,
    @JsonProperty("refusals") List<EgressRefused> refusals,
    @JsonProperty("changes") List<EgressChange> changes) {
  /** Copies its lists, so that the record cannot change. */
  public EgressDetail {
    hosts = List.copyOf(hosts);
    registries = List.copyOf(registries);
    refusals = List.copyOf(refusals);
    changes = List.copyOf(changes);
  }
}
