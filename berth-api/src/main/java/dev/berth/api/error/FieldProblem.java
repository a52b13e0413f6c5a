package dev.berth.api.error;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One thing that is wrong with one field of a request.
 *
 * @param field path of the field, such as {@code max_turns} or {@code attachments[2].url}
 * @param code what kind of problem, such as {@code OUT_OF_RANGE}, {@code UNKNOWN_FIELD}, {@code
 *     WRONG_TYPE}
 * @param message what is wrong and what would be right
 */
public record FieldProblem(
    @JsonProperty("field") String field,
    @JsonProperty("code") String code,
    @JsonProperty("message") String message) {}
