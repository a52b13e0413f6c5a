package dev.berth.api.error;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An unsuccessful answer: {@code {"error":{...}}}.
 *
 * @param error what went wrong
 */
public record ErrorEnvelope(@JsonProperty("error") ErrorBody error) {}
