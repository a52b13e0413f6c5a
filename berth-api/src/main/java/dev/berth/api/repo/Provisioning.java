package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Whether a repository is ready for tasks.
 *
 * @param state {@code ready}, {@code pending} or {@code failed}
 * @param problems what is in the way
 */
public record Provisioning(
    @JsonProperty("state") String state,
    @JsonProperty("problems") List<ProvisioningProblem> problems) {
  /** Copies its lists, so that the record cannot change. */
  public Provisioning {
    problems = List.copyOf(problems);
  }
}
