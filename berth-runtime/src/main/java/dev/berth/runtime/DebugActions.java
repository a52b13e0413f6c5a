package dev.berth.runtime;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Invocations that look at or force the ping status instead of reaching the handler: a JSON object
 * with the key {@code _agent_core_app_action}. For development; anybody who can invoke the agent
 * can use them.
 */
final class DebugActions {
  private static final String KEY = "_agent_core_app_action";

  private final Activity activity;
  private final Ping ping;
  private final StandardMapper mapper = new StandardMapper();

  DebugActions(Activity activity, Ping ping) {
    this.activity = activity;
    this.ping = ping;
  }

  /** The answer to a body that is a debug action; empty for any other body. */
  Optional<Answer> answer(byte[] body) {
    JsonNode tree;
    try {
      tree = mapper.get().readTree(body);
    } catch (JacksonException e) {
      // Not JSON: the handler's business, which says so in its own words.
      return Optional.empty();
    }
    if (tree == null || !tree.isObject() || !tree.has(KEY)) {
      return Optional.empty();
    }
    return Optional.of(answer(tree.get(KEY)));
  }

  private Answer answer(JsonNode action) {
    return switch (action.isString() ? action.stringValue() : action.toString()) {
      case "ping_status" -> {
        Activity.Snapshot now = ping.now();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("status", now.status().wireName());
        status.put("time_of_last_update", now.since().getEpochSecond());
        yield Answer.json(status);
      }
      case "job_status" -> {
        List<OpenTask> jobs = activity.openTasks();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("active_count", jobs.size());
        status.put("running_jobs", jobs.stream().map(DebugActions::job).toList());
        yield Answer.json(status);
      }
      case "force_healthy" -> force(PingStatus.HEALTHY);
      case "force_busy" -> force(PingStatus.HEALTHY_BUSY);
      case "clear_forced_status" -> {
        activity.clearForced();
        yield Answer.json(Map.of("forced_status", "Cleared"));
      }
      case String unknown -> Answer.json(400, Map.of("error", "Unknown action: " + unknown));
    };
  }

  private Answer force(PingStatus status) {
    activity.force(status);
    return Answer.json(Map.of("forced_status", status.wireName()));
  }

  private static Map<String, Object> job(OpenTask job) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", job.name());
    row.put("duration", job.age().toMillis() / (double) Duration.ofSeconds(1).toMillis());
    return row;
  }
}
