package dev.berth.api.diff;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The change of a task against the base it started from: {@code GET /v1/tasks/{id}/diff}. With
 * {@code Accept: text/x-diff} or {@code text/plain} the answer is the bare patch.
 *
 * @param taskId ULID
 * @param baseOid commit the branch began at
 * @param headOid last pushed commit; null when nothing was pushed
 * @param files changed files in path order
 * @param additions lines added
 * @param deletions lines removed
 * @param patch unified diff; untrusted text
 * @param truncated whether the patch was cut because it is too large
 */
public record Diff(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("base_oid") @Nullable String baseOid,
    @JsonProperty("head_oid") @Nullable String headOid,
    @JsonProperty("files") List<DiffFile> files,
    @JsonProperty("additions") int additions,
    @JsonProperty("deletions") int deletions,
    @JsonProperty("patch") String patch,
    @JsonProperty("truncated") boolean truncated) {
  /** Copies its lists, so that the record cannot change. */
  public Diff {
    files = List.copyOf(files);
  }
}
