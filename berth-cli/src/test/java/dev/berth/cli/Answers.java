package dev.berth.cli;

/** Recorded answers of the API. */
public final class Answers {
  public static final String TASK_ID = "01KBERTHTASK0000000000000A";

  private Answers() {}

  /** A task in a status, as {@code GET /v1/tasks/{id}} shows it. */
  public static String task(String status) {
    return """
    {"data":{"task_id":"%s","status":"%s","status_since":"2026-11-01T11:58:00Z","repo":"acme/shop",
     "issue_number":null,"pr_number":null,"resolved_workflow":{"id":"coding/new-task-v1","version":"abc"},
     "task_description":"Fix the rounding of prices","branch_name":"berth/01k/fix","session_id":null,"pr_url":null,
     "error_message":null,"error_classification":null,"channel_source":"cli","created_at":"2026-11-01T11:50:00Z",
     "updated_at":"2026-11-01T11:58:00Z","started_at":null,"completed_at":null,"duration_s":12.5,"cost_usd":0.0042,
     "build_passed":true,"lint_passed":null,"max_turns":100,"max_budget_usd":10,"turns_attempted":5,
     "turns_completed":5,"prompt_version":null,"release":null,
     "isolation":{"kind":"bubblewrap","enforced":{"network":"namespace"}},
     "cleanup":{"state":"complete","held":0,"stuck":0},"approval_gate_count":0,"approval_gate_cap":50,
     "awaiting_approval_request_id":null,"queued_at":null,"queue_position":null,"estimated_wait_s":null,
     "otel_trace_id":null,"artifact_uri":null,"attachments":[],"trace":false,"added_by_a_newer_server":1}}
    """
        .formatted(TASK_ID, status);
  }

  /** An error answer. */
  public static String error(String code, String message, String remedy) {
    return """
    {"error":{"code":"%s","message":"%s","request_id":"01KREQUEST","remedy":"%s","details":[]}}
    """
        .formatted(code, message, remedy);
  }

  /** One server-sent event. */
  public static String event(int number, String type, String metadata) {
    String id = "01KEVENT%04d".formatted(number);
    return """
    id: %s
    event: %s
    data: {"event_id":"%s","event_type":"%s","timestamp":"2026-11-01T12:00:%02dZ","metadata":%s}

    """
        .formatted(id, type, id, type, number, metadata);
  }
}
