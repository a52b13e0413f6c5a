package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/repos}.
 *
 * @param repo {@code owner/name}
 * @param forge {@code local} (default) or {@code github}
 * @param source for {@code local}: a Git repository on the server's machine or an address to copy
 *     from; absent: an empty repository is made. Only read
 * @param settings absent: defaults
 */
public record OnboardRepoRequest(
    @JsonProperty("repo") String repo,
    @JsonProperty("forge") @Nullable String forge,
    @JsonProperty("source") @Nullable String source,
    @JsonProperty("settings") @Nullable RepoSettings settings) {}
