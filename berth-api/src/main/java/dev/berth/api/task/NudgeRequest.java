package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Body of {@code POST /v1/tasks/{id}/nudge}.
 *
 * @param message what to tell the agent between two turns; 1 to 2000 characters
 */
public record NudgeRequest(@JsonProperty("message") String message) {}
