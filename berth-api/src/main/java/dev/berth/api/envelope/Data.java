package dev.berth.api.envelope;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A successful answer with one thing in it: {@code {"data":{...}}}.
 *
 * @param <T> what it carries
 * @param data the thing
 */
public record Data<T>(@JsonProperty("data") T data) {}
