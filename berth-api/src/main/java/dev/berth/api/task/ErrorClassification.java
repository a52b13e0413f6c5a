package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Why a task did not succeed, from the error catalogue.
 *
 * @param category broad kind of the failure, lower case, such as {@code timeout} or {@code agent}
 * @param title a few words
 * @param description what happened
 * @param remedy what to do next
 * @param retryable whether trying again can help
 */
public record ErrorClassification(
    @JsonProperty("category") String category,
    @JsonProperty("title") String title,
    @JsonProperty("description") String description,
    @JsonProperty("remedy") String remedy,
    @JsonProperty("retryable") boolean retryable) {}
