package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What kept the session apart from its host.
 *
 * @param kind {@code bubblewrap}, {@code container}, {@code microvm} or {@code none}
 * @param enforced which limit or wall ({@code network}, {@code memory}, {@code processes}, {@code
 *     disk}, ...) was in force, and by what ({@code namespace}, {@code cgroup v2}, {@code watch},
 *     ...)
 */
public record Isolation(
    @JsonProperty("kind") String kind, @JsonProperty("enforced") Map<String, String> enforced) {

  /** Copies the map in its order. */
  public Isolation {
    enforced = Collections.unmodifiableMap(new LinkedHashMap<>(enforced));
  }
}
