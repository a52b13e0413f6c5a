package dev.berth.core.forge;

import dev.berth.core.id.RepoId;
import dev.berth.core.id.TaskId;
import java.time.Instant;

/**
 * A proposed change, whatever the forge calls it.
 *
 * @param number counts from 1 in each repository
 * @param url where a person finds it
 * @param evidence JSON: commands run with exit codes, build before and after as Berth verified it,
 *     cost, turns
 */
public record ChangeRequest(
    RepoId repo,
    long number,
    TaskId task,
    String title,
    String body,
    String branch,
    String base,
    String baseOid,
    String headOid,
    String url,
    String evidence,
    Instant createdAt,
    Instant updatedAt) {

  /** What is to be opened. */
  public record Draft(
      TaskId task,
      String title,
      String body,
      String branch,
      String base,
      String baseOid,
      String headOid,
      String evidence) {}
}
