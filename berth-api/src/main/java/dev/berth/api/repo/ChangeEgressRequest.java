package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/repos/{owner}/{name}/egress}. Each word is a host, {@code host:port},
 * {@code *.suffix}, or the name of a registry. All of them are done, or none.
 *
 * @param allow words to allow; what is allowed already stays
 * @param deny words to deny, after that; what is not allowed stays so
 */
public record ChangeEgressRequest(
    @JsonProperty("allow") @Nullable List<String> allow,
    @JsonProperty("deny") @Nullable List<String> deny) {
  /** Copies its lists, so that the record cannot change. */
  public ChangeEgressRequest {
    allow = allow == null ? null : List.copyOf(allow);
    deny = deny == null ? null : List.copyOf(deny);
  }
}
