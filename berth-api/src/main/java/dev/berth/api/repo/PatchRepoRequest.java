package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code PATCH /v1/repos/{owner}/{name}}.
 *
 * @param settings what to change; null fields stay
 * @param reset names of settings to put back to their defaults
 */
public record PatchRepoRequest(
    @JsonProperty("settings") @Nullable RepoSettings settings,
    @JsonProperty("reset") @Nullable List<String> reset) {
  /** Copies its lists, so that the record cannot change. */
  public PatchRepoRequest {
    reset = reset == null ? null : List.copyOf(reset);
  }
}
