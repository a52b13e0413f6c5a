package dev.berth.api.event;

/**
 * Names of what events carry in {@code metadata}. All are optional: a reader shows what is there.
 * Texts are cut by the writer (200 characters, tool inputs and outputs 4,000), and those of agent
 * events are untrusted.
 */
public final class EventMetadata {
  /** Which turn, from 1. In every {@code agent_*} event. */
  public static final String TURN = "turn";

  /** Name of the tool: {@code agent_tool_call}, {@code agent_tool_result}. */
  public static final String TOOL = "tool";

  /**
   * What the tool does, one line ({@code ./build.sh}, {@code src/Price.java}): {@code
   * agent_tool_call}.
   */
  public static final String SUMMARY = "summary";

  /** Ties a tool's result to its call: {@code agent_tool_call}, {@code agent_tool_result}. */
  public static final String CALL_ID = "call_id";

  /** Whether it went well: {@code agent_tool_result}, {@code agent_milestone}. */
  public static final String OK = "ok";

  /** Exit code of a command: {@code agent_tool_result}, {@code agent_milestone}. */
  public static final String EXIT_CODE = "exit_code";

  /** How long it took, milliseconds. */
  public static final String DURATION_MS = "duration_ms";

  /**
   * Which step was reached: {@code agent_milestone}. Names of workflow steps ({@code clone_repo},
   * {@code hydrate_context}, {@code verify_build}, {@code verify_lint}, {@code run_agent}, {@code
   * ensure_pr}, {@code deliver_artifact}) and {@code pushed}.
   */
  public static final String MILESTONE = "milestone";

  /**
   * {@code before} or {@code after} the agent's work: milestones {@code verify_build}, {@code
   * verify_lint}.
   */
  public static final String PHASE = "phase";

  /**
   * Free text in one line: {@code agent_turn} (what the agent says), {@code agent_error}, {@code
   * agent_blocked}, {@code verification_complete} (why nothing could be verified), {@code
   * budget_landing} (what runs low).
   */
  public static final String MESSAGE = "message";

  /**
   * Error code of the catalogue: {@code task_failed}, {@code preflight_failed}, {@code
   * agent_error}.
   */
  public static final String CODE = "code";

  /** What to do about it: wherever there is a {@code code}, and {@code egress_denied}. */
  public static final String REMEDY = "remedy";

  /** Money spent so far, micro-dollars: {@code agent_cost_update} and terminal events. */
  public static final String COST_MICRO_USD = "cost_micro_usd";

  /** Place in the queue, from 1: {@code admission_queued}. */
  public static final String QUEUE_POSITION = "queue_position";

  /** Which session: {@code session_*}. */
  public static final String SESSION_ID = "session_id";

  /** How the session is isolated ({@code bubblewrap}, {@code none}): {@code session_started}. */
  public static final String ISOLATION = "isolation";

  /** Where the change request is: milestone {@code ensure_pr} and terminal events. */
  public static final String PR_URL = "pr_url";

  /** Branch the work is on: milestone {@code pushed} and terminal events. */
  public static final String BRANCH = "branch";

  /** Host that was refused: {@code egress_denied}. */
  public static final String HOST = "host";

  /** How many refusals were not told one by one: {@code egress_denied}, without a host. */
  public static final String MORE = "more";

  /** Whether the agent hears that it should land: {@code budget_landing}. */
  public static final String HEARD = "heard";

  /** Why a host was refused, a clause: {@code egress_denied}. */
  public static final String REASON = "reason";

  /** Words that were allowed, a list: {@code egress_changed}. */
  public static final String ALLOWED = "allowed";

  /** Words that were denied, a list: {@code egress_changed}. */
  public static final String DENIED = "denied";

  /** Who did it: {@code egress_changed}, {@code nudge_received}. */
  public static final String BY = "by";

  /**
   * Shell line that was run: {@code verification_complete}, milestones {@code verify_*}; what an
   * operator types to allow it: {@code egress_denied}.
   */
  public static final String COMMAND = "command";

  /** Commit that was pushed: {@code push_accepted}. */
  public static final String HEAD_OID = "head_oid";

  /** Number of the change request: {@code change_request_opened}. */
  public static final String NUMBER = "number";

  /** Its title: {@code change_request_opened}. */
  public static final String TITLE = "title";

  /**
   * Berth's own build of the base and of the pushed commit, exit codes: {@code
   * verification_complete}. Absent when not run.
   */
  public static final String BUILD_BEFORE_EXIT = "build_before_exit";

  public static final String BUILD_AFTER_EXIT = "build_after_exit";

  /** The same for the lint command: {@code verification_complete}. */
  public static final String LINT_BEFORE_EXIT = "lint_before_exit";

  public static final String LINT_AFTER_EXIT = "lint_after_exit";

  /** Result of Berth's own build of the pushed commit: {@code verification_complete}. */
  public static final String BUILD_PASSED = "build_passed";

  /** Leases given back, a number: {@code session_cleanup_complete}. */
  public static final String RELEASED = "released";

  /** Which gate: {@code approval_*}. */
  public static final String REQUEST_ID = "request_id";

  /** What the step is called: {@code approval_*}. */
  public static final String TOOL_NAME = "tool_name";

  /** The step in one line, safe to show: {@code approval_*}. */
  public static final String TOOL_INPUT_PREVIEW = "tool_input_preview";

  /** {@code low}, {@code medium} or {@code high}: {@code approval_requested}. */
  public static final String SEVERITY = "severity";

  /** Soft rules that ask, a list: {@code approval_requested}. */
  public static final String MATCHING_RULE_IDS = "matching_rule_ids";

  /** Whether Berth itself keeps to the decision: {@code approval_requested}. */
  public static final String ENFORCED = "enforced";

  /** Until when people can decide, ISO-8601: {@code approval_requested}. */
  public static final String EXPIRES_AT = "expires_at";

  /** How long they have: {@code approval_requested}, {@code approval_timeout_shortened}. */
  public static final String TIMEOUT_S = "timeout_s";

  /** How long the task wanted: {@code approval_timeout_shortened}. */
  public static final String REQUESTED_S = "requested_s";

  /** {@code APPROVED} or {@code DENIED}: {@code approval_decision_recorded}. */
  public static final String DECISION = "decision";

  /** For what an approval holds: {@code approval_decision_recorded}. */
  public static final String SCOPE = "scope";

  private EventMetadata() {}
}
