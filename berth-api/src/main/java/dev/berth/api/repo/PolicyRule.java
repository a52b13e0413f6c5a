package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule that holds for a repository.
 *
 * @param id what a scope and a decision name it by
 * @param tier {@code hard}: denies; {@code soft}: asks
 * @param severity {@code low}, {@code medium} or {@code high}
 * @param enforced whether Berth sees the effect, or only a cooperating agent asks
 * @param builtIn whether it comes with Berth
 * @param approvalTimeoutS how long it waits for a decision; null: as long as the task does
 * @param approvers who may decide: {@code owner}, {@code approvers}, {@code admin}, {@code user:ID}
 */
public record PolicyRule(
    @JsonProperty("id") String id,
    @JsonProperty("tier") String tier,
    @JsonProperty("severity") String severity,
    @JsonProperty("enforced") boolean enforced,
    @JsonProperty("built_in") boolean builtIn,
    @JsonProperty("category") @Nullable String category,
    @JsonProperty("approval_timeout_s") @Nullable Integer approvalTimeoutS,
    @JsonProperty("approvers") List<String> approvers,
    @JsonProperty("description") String description) {
  /** Copies its list, so that the record cannot change. */
  public PolicyRule {
    approvers = List.copyOf(approvers);
  }
}
