package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * An onboarded repository.
 *
 * @param repo {@code owner/name}
 * @param forge {@code local} or {@code github}
 * @param settings what was set; null: default
 * @param effective what applies, defaults filled in
 * @param provisioning whether it is ready
 * @param openTasks tasks that are not terminal
 */
public record RepoDetail(
    @JsonProperty("repo") String repo,
    @JsonProperty("forge") String forge,
    @JsonProperty("settings") RepoSettings settings,
    @JsonProperty("effective") RepoSettings effective,
    @JsonProperty("provisioning") Provisioning provisioning,
    @JsonProperty("open_tasks") int openTasks,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("updated_at") Instant updatedAt) {}
