package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One thing that keeps a repository from being ready.
 *
 * @param code from the error catalogue
 * @param message what is wrong
 * @param remedy what to do
 */
public record ProvisioningProblem(
    @JsonProperty("code") String code,
    @JsonProperty("message") String message,
    @JsonProperty("remedy") @Nullable String remedy) {}
