package dev.berth.api.envelope;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A successful answer with one page of a list, newest first unless the route says otherwise.
 *
 * @param <T> what the list holds
 * @param data the things on this page
 * @param pagination how to get the next page
 */
public record Page<T>(
    @JsonProperty("data") List<T> data, @JsonProperty("pagination") Pagination pagination) {
  /** Copies its lists, so that the record cannot change. */
  public Page {
    data = List.copyOf(data);
  }
}
