package dev.berth.core.error;

/**
 * The catalogue of failures. A code is stable for ever; title, description and remedy are for
 * people. Nothing classifies failures by matching text.
 */
public enum ErrorCode {
  VALIDATION_ERROR(
      ErrorCategory.INVALID,
      false,
      "The request is not valid",
      "One or more fields do not have the form or the value they must have.",
      "Correct the fields listed in the details and send the request again."),
  MALFORMED_BODY(
      ErrorCategory.INVALID,
      false,
      "The body cannot be read",
      "The body is not the JSON that this call takes.",
      "Send strict JSON in UTF-8: no duplicate keys, no unknown fields, no coerced types."),
  UNAUTHENTICATED(
      ErrorCategory.UNAUTHENTICATED,
      false,
      "No valid credential",
      "The request carries no token, or one that is not valid here.",
      "Send 'Authorization: Bearer <API key>'. Make a new key with 'berth api-key create'."),
  FORBIDDEN(
      ErrorCategory.FORBIDDEN,
      false,
      "Not allowed",
      "Your role does not include this operation.",
      "Ask an operator or an admin of this installation."),
  NOT_FOUND(
      ErrorCategory.NOT_FOUND,
      false,
      "No such thing",
      "It does not exist, or it is not yours.",
      "Check the id. 'berth list' shows your tasks."),
  CONFLICT(
      ErrorCategory.CONFLICT,
      true,
      "Changed meanwhile",
      "Somebody else changed it between your reading and your writing.",
      "Read it again and repeat the change."),
  IDEMPOTENCY_KEY_REUSED(
      ErrorCategory.CONFLICT,
      false,
      "Idempotency key used before",
      "The same Idempotency-Key came with another body.",
      "Use a new key for a new request."),
  PAYLOAD_TOO_LARGE(
      ErrorCategory.TOO_LARGE,
      false,
      "Too large",
      "The body is larger than this call accepts.",
      "Send less; the limit is in the message."),
  ARTIFACTS_FULL(
      ErrorCategory.TOO_LARGE,
      false,
      "No room for more artifacts",
      "The artifacts of this task are as many, or as large together, as a task may have.",
      "Deliver fewer or smaller files, or replace one that is there; the limits are in the"
          + " message."),
  RATE_LIMITED(
      ErrorCategory.LIMITED,
      true,
      "Too many requests",
      "You call this more often than is allowed.",
      "Wait as long as Retry-After says."),
  INTERNAL_ERROR(
      ErrorCategory.INTERNAL,
      true,
      "A defect in Berth",
      "Something happened that Berth did not expect.",
      "Report the request id; the server's log has the details under it."),
  UNAVAILABLE(
      ErrorCategory.UNAVAILABLE,
      true,
      "Not available now",
      "The server or something it needs does not answer.",
      "Try again in a moment; 'berth doctor' tells more."),
  METHOD_NOT_ALLOWED(
      ErrorCategory.INVALID,
      false,
      "No such operation",
      "The path exists, the method does not.",
      "See /v1/openapi.json for the operations."),

  REPO_NOT_ONBOARDED(
      ErrorCategory.UNPROCESSABLE,
      false,
      "Repository not onboarded",
      "Berth does not know this repository, or you have no access to it.",
      "Onboard it with 'berth repo onboard OWNER/NAME', or ask an operator."),
  REPO_ALREADY_ONBOARDED(
      ErrorCategory.CONFLICT,
      false,
      "Repository already onboarded",
      "A repository of this name is onboarded.",
      "Change it with 'berth repo set', or remove it first."),
  REPO_UNREACHABLE(
      ErrorCategory.TASK,
      true,
      "Repository unreachable",
      "The forge does not have the repository, or refuses Berth.",
      "Check the repository's location with 'berth repo show' and that it still exists."),
  REPO_EMPTY(
      ErrorCategory.TASK,
      false,
      "Repository has no commits",
      "There is no branch to work from.",
      "Push a first commit to its default branch."),
  ONBOARDING_REFUSED(
      ErrorCategory.FORBIDDEN,
      false,
      "Onboarding refused",
      "The owner is not among 'onboarding.allowed_owners', or 'onboarding.max' is reached.",
      "Ask an operator to allow the owner or to raise the limit in berth.yaml."),
  WORKFLOW_UNKNOWN(
      ErrorCategory.UNPROCESSABLE,
      false,
      "Unknown workflow",
      "There is no workflow of this name and version.",
      "Name one that 'berth workflow list' shows."),
  WORKFLOW_INVALID(
      ErrorCategory.SETUP,
      false,
      "Workflow file not valid",
      "A workflow file has mistakes.",
      "Correct every line listed in the details."),
  MODEL_NOT_ALLOWED(
      ErrorCategory.UNPROCESSABLE,
      false,
      "Model not allowed",
      "The repository's settings do not list this model, or no provider offers it.",
      "Use a listed model, or add it with 'berth repo set --model'."),

  TASK_ALREADY_TERMINAL(
      ErrorCategory.CONFLICT,
      false,
      "Task has ended",
      "The task is in a terminal state; nothing can change that.",
      "Start a new one with 'berth retry'."),
  TASK_NOT_ENDED(
      ErrorCategory.CONFLICT,
      true,
      "Task still runs",
      "Only a task that has ended can be tried again.",
      "Wait for it, or cancel it first."),
  TASK_NOT_RUNNING(
      ErrorCategory.CONFLICT,
      true,
      "Task does not run",
      "A nudge needs a running agent.",
      "Wait until the task runs; see 'berth status'."),
  ILLEGAL_TRANSITION(
      ErrorCategory.CONFLICT,
      false,
      "Not in this state",
      "The task's state does not allow this.",
      "See 'berth status' for its state."),
  NUDGE_UNSUPPORTED(
      ErrorCategory.CONFLICT,
      false,
      "Agent cannot be nudged",
      "Plain and command agents do not read directives.",
      "Cancel the task and submit it again with the additional text."),
  UPLOADS_EXPIRED(
      ErrorCategory.TASK,
      true,
      "Uploads not finished",
      "The attachments were not all uploaded within 30 minutes.",
      "Submit the task again and upload at once."),
  UPLOAD_BLOCKED(
      ErrorCategory.TASK,
      false,
      "Attachment blocked",
      "An attachment did not pass the content screen.",
      "Remove the attachment that the message names."),
  ADMISSION_STALLED(
      ErrorCategory.TASK,
      true,
      "Admission stalled",
      "The task was not admitted or queued within 10 minutes.",
      "Try again with 'berth retry'; an operator should look at 'berth doctor'."),
  ADMISSION_REFUSED(
      ErrorCategory.TASK,
      false,
      "Admission refused",
      "The task may not run here.",
      "See the message for the rule that refused it."),
  QUEUE_EXPIRED(
      ErrorCategory.TASK,
      true,
      "Queued too long",
      "No slot became free within 24 hours.",
      "Try again later, or ask for a higher limit."),
  FORGE_UNREACHABLE(
      ErrorCategory.TASK,
      true,
      "Forge unreachable",
      "The forge did not answer while the task was prepared.",
      "Try again with 'berth retry'; 'berth doctor' checks the forge."),
  AGENT_UNKNOWN(
      ErrorCategory.TASK,
      false,
      "Agent not installed",
      "The workflow names an agent that this installation does not have.",
      "Use a workflow of another agent, see 'berth workflow list', or configure it under"
          + " 'agents'."),
  HYDRATION_FAILED(
      ErrorCategory.TASK,
      true,
      "Preparation failed",
      "The task's context could not be put together.",
      "See the message; try again with 'berth retry'."),
  HYDRATION_TIMEOUT(
      ErrorCategory.TASK,
      true,
      "Preparation took too long",
      "The context was not ready within its limit.",
      "Try again; a large repository may need a higher 'limits.hydration'."),
  SESSION_START_FAILED(
      ErrorCategory.TASK,
      true,
      "Session did not start",
      "The backend could not start the session.",
      "See the message; 'berth doctor' runs a sandbox and tells what is missing."),
  SESSION_START_TIMEOUT(
      ErrorCategory.TASK,
      true,
      "Session gave no sign of life",
      "The session did not say hello within the backend's start limit.",
      "Try again; see 'berth logs' for what the agent printed."),
  SESSION_LOST(
      ErrorCategory.TASK,
      true,
      "Session lost",
      "The session ended or fell silent without a result.",
      "Try again with 'berth retry'; what was pushed is linked from the task."),
  SESSION_CLOSED(
      ErrorCategory.GONE,
      false,
      "Session has ended",
      "This session's task has been decided.",
      "Stop."),
  SESSION_PHASE(
      ErrorCategory.FORBIDDEN,
      false,
      "Not in this phase",
      "The session has reported its result; only the result and its artifacts may still come.",
      "Stop; nothing more is expected."),
  AGENT_FAILED(
      ErrorCategory.TASK,
      true,
      "The agent reported a failure",
      "The agent gave up.",
      "See its message and 'berth logs'; change the task's text and try again."),
  AGENT_EXITED(
      ErrorCategory.TASK,
      true,
      "The agent ended without a result",
      "The agent's process ended and reported nothing.",
      "See 'berth logs' for its last output."),
  AGENT_LOOP(
      ErrorCategory.TASK,
      true,
      "The agent went round in circles",
      "The agent repeated the same step without progress.",
      "Make the task smaller or more precise."),
  BUILD_FAILED(
      ErrorCategory.TASK,
      true,
      "The build is red",
      "The repository's build command fails on the agent's work.",
      "See the evidence for the output; try again, or take the branch over by hand."),
  LINT_FAILED(
      ErrorCategory.TASK,
      true,
      "The lint command is red",
      "The workflow requires the repository's lint command, and it fails on the agent's work.",
      "See 'berth logs' for the output; try again, or take the branch over by hand."),
  CLONE_FAILED(
      ErrorCategory.TASK,
      true,
      "The repository could not be cloned",
      "git could not clone or check out the repository in the session.",
      "See the message for git's own words and 'berth logs'; then try again."),
  COMMIT_FAILED(
      ErrorCategory.TASK,
      true,
      "The work could not be committed",
      "git refused to commit the agent's work in the session.",
      "See the message for git's own words; a repository that needs its hooks cannot be committed"
          + " to."),
  COMMAND_NOT_STARTED(
      ErrorCategory.TASK,
      true,
      "A program could not be started",
      "The agent could not start a program that its workflow needs, such as git.",
      "Make the program available with 'sandbox.mounts', then try again."),
  STEP_UNKNOWN(
      ErrorCategory.TASK,
      false,
      "Unknown workflow step",
      "The workflow has a step that this agent does not know.",
      "Correct the step's name in the workflow, or use an agent that knows it."),
  MODEL_PROTOCOL_UNKNOWN(
      ErrorCategory.TASK,
      false,
      "The agent cannot talk to this model",
      "The model is offered in a dialect that this agent does not speak.",
      "Choose another model, or an agent that speaks the dialect."),
  MODEL_ANSWER_INVALID(
      ErrorCategory.TASK,
      true,
      "The model's answer was not understood",
      "The agent could not read what the model answered.",
      "Try again; if it stays so, choose another model."),
  ARTIFACT_TOO_LARGE(
      ErrorCategory.TASK,
      true,
      "The artifact is too large",
      "What the agent was to deliver is larger than an artifact may be.",
      "Ask for less in the task's text and try again."),
  ARTIFACT_UNREADABLE(
      ErrorCategory.TASK,
      true,
      "The artifact could not be read",
      "What the agent was to deliver is not a readable file of its workspace.",
      "Try again; see 'berth logs'."),
  NOTHING_DONE(
      ErrorCategory.TASK,
      true,
      "Nothing was done",
      "The agent reported success, but the forge has no commits and no other effect of it.",
      "Make the task more precise and try again."),
  OUTCOME_UNCONFIRMED(
      ErrorCategory.TASK,
      true,
      "Outcome not confirmed",
      "The result could not be verified within 10 minutes.",
      "Look at the branch on the forge; try again."),
  CHANGE_REQUEST_REFUSED(
      ErrorCategory.TASK,
      true,
      "Change request refused",
      "The forge refused to open the change request.",
      "See the message for the forge's reason; the branch is pushed."),
  RUN_TIME_EXCEEDED(
      ErrorCategory.TASK,
      true,
      "Ran too long",
      "The task reached its run time or the session's hard end.",
      "Make the task smaller, or raise 'limits.run_time'."),
  BUDGET_EXHAUSTED(
      ErrorCategory.TASK,
      true,
      "Budget used up",
      "The model calls reached the task's budget.",
      "Raise max_budget_usd, or make the task smaller."),
  TURNS_EXHAUSTED(
      ErrorCategory.TASK,
      true,
      "Turns used up",
      "The agent reached its maximum number of turns.",
      "Raise max_turns, or make the task smaller."),
  MEMORY_LIMIT_PASSED(
      ErrorCategory.TASK,
      true,
      "Out of memory",
      "The session used more memory than a sandbox may, and was stopped.",
      "Have the build use less memory, or raise 'process.memory'."),
  DISK_LIMIT_PASSED(
      ErrorCategory.TASK,
      true,
      "Out of disk",
      "The session's workspace grew larger than it may, and the session was stopped.",
      "Have the build write less, or raise 'process.disk'."),
  HOST_DISK_LOW(
      ErrorCategory.TASK,
      true,
      "The host's disk is nearly full",
      "The host's free space fell under its floor, and the session with the most was stopped.",
      "Free some space, then try again with 'berth retry'; the floor is 'process.disk_floor'."),
  CANCELLED_BY_USER(
      ErrorCategory.TASK,
      true,
      "Cancelled",
      "Somebody cancelled the task.",
      "Start it again with 'berth retry'."),

  NOTHING_PUSHED(
      ErrorCategory.CONFLICT,
      true,
      "Nothing pushed",
      "A change request needs commits on the session's branch.",
      "Push first."),
  RESULT_ALREADY_REPORTED(
      ErrorCategory.CONFLICT,
      false,
      "Result already reported",
      "The first result counts.",
      "Stop."),
  PUSH_REFUSED(
      ErrorCategory.FORBIDDEN,
      false,
      "Push refused",
      "Policy does not allow this push.",
      "Push to the session's own branch; the message says what stands against it."),
  BRANCH_NOT_FOUND(
      ErrorCategory.TASK,
      false,
      "No such branch",
      "The repository does not have the branch.",
      "Check the repository's default branch with 'berth repo show'."),
  LFS_UNSUPPORTED(
      ErrorCategory.UNPROCESSABLE,
      false,
      "Git LFS is not supported",
      "A commit adds a pointer to a file in Git LFS, whose content Berth cannot carry.",
      "Commit the file itself, or leave it out."),
  SUBMODULE_UNSUPPORTED(
      ErrorCategory.UNPROCESSABLE,
      false,
      "Submodules cannot be changed",
      "A commit adds or moves a submodule, whose commits Berth cannot carry.",
      "Leave submodules as they are."),
  PUSH_TOO_LARGE(
      ErrorCategory.TOO_LARGE,
      false,
      "Push too large",
      "The pack has more bytes or objects than allowed.",
      "Push less; keep build results out of the repository."),
  GIT_FAILED(
      ErrorCategory.UNAVAILABLE,
      true,
      "git failed",
      "A git command did not succeed.",
      "See the message; 'berth doctor' checks git."),
  EGRESS_DENIED(
      ErrorCategory.FORBIDDEN,
      false,
      "Host not allowed",
      "The repository's egress list does not include this host.",
      "'berth repo egress OWNER/NAME' shows what was refused; 'berth repo egress OWNER/NAME allow"
          + " HOST' allows it."),
  EGRESS_BUDGET_SPENT(
      ErrorCategory.FORBIDDEN,
      false,
      "No more traffic",
      "The session has sent or received as many bytes through the egress door as it may.",
      "Move fewer bytes; the limits are 'egress.session_sent' and 'egress.session_received' of"
          + " berth.yaml."),
  REGISTRY_PATH_REFUSED(
      ErrorCategory.FORBIDDEN,
      false,
      "Not a call of this registry",
      "A private registry takes the methods that its operator chose, and plain paths.",
      "Ask for what the registry has under its own name; methods are set by 'methods' of the"
          + " registry in berth.yaml."),
  REGISTRY_REFUSED(
      ErrorCategory.UNPROCESSABLE,
      false,
      "The registry does not serve Berth",
      "The private registry refused Berth's credential, or sends its readers somewhere else.",
      "An operator should look at the registry's address, credential and 'redirect_hosts' in"
          + " berth.yaml."),
  REGISTRY_UNAVAILABLE(
      ErrorCategory.UNAVAILABLE,
      true,
      "The registry does not answer",
      "The private registry cannot be reached, or has failed.",
      "Wait and repeat; an operator should look whether the server reaches it."),
  GATEWAY_CROWDED(
      ErrorCategory.LIMITED,
      true,
      "Too much at once",
      "The session has more connections, requests or bodies of requests under way than it may.",
      "Wait for answers, use connections again, and repeat after Retry-After."),
  BUDGET_REFUSED(
      ErrorCategory.LIMITED,
      false,
      "Does not fit the budget",
      "The call's upper bound is more than what is left of the budget.",
      "Finish with what there is."),
  DAY_BUDGET_SPENT(
      ErrorCategory.LIMITED,
      false,
      "The day's budget is used up",
      "Models have cost as much today as they may, of this installation or of this user.",
      "Wait until midnight UTC, or raise 'budgets.day_usd' or 'budgets.user_day_usd' in"
          + " berth.yaml."),
  MODEL_UNPRICED(
      ErrorCategory.UNPROCESSABLE,
      false,
      "Model has no price",
      "Berth does not call a model whose price it does not know.",
      "Add it to 'models.prices' in berth.yaml."),
  MODEL_CONTEXT_TOO_LARGE(
      ErrorCategory.INVALID,
      false,
      "Context too large",
      "The provider refused the conversation's size.",
      "Shorten the conversation."),
  MODEL_THROTTLED(
      ErrorCategory.LIMITED,
      true,
      "Provider throttles",
      "The model provider asks to slow down.",
      "Wait and repeat."),
  MODEL_UNAVAILABLE(
      ErrorCategory.UNAVAILABLE,
      true,
      "Provider unavailable",
      "The model provider does not answer.",
      "Wait and repeat."),
  MODEL_REFUSED(
      ErrorCategory.UNPROCESSABLE,
      false,
      "Provider refused",
      "The model provider refused the request.",
      "See the message."),
  MODEL_REQUEST_REFUSED(
      ErrorCategory.UNPROCESSABLE,
      false,
      "Model request not allowed",
      "The request uses a field, a tool or a feature that the gateway does not pass on.",
      "Leave out what the message names."),
  CONTENT_BLOCKED(
      ErrorCategory.UNPROCESSABLE,
      false,
      "The content screen stopped it",
      "The text carries a secret, characters that nobody sees, or words that pose as the system's.",
      "Take out what the details name, or put what you only speak about in quotes or backticks, and"
          + " send it again. Change a secret that was sent."),
  GATE_NOT_FOUND(
      ErrorCategory.NOT_FOUND,
      false,
      "No such gate",
      "This session has no gate of that id.",
      "Ask again with the id that was returned."),
  POLICY_DENIED(
      ErrorCategory.FORBIDDEN,
      false,
      "A hard rule forbids it",
      "A rule that nothing lifts forbids this step.",
      "Reach the goal in another way. 'berth policy explain' shows the rule."),
  POLICY_FAILED(
      ErrorCategory.FORBIDDEN,
      false,
      "The rules could not be asked",
      "Evaluating the rules failed or took too long; what is not known to be allowed is denied.",
      "Check the repository's rules with 'berth policy lint'; the server's log has the cause."),
  POLICY_INVALID(
      ErrorCategory.INVALID,
      false,
      "The rules do not load",
      "The text of rules has errors; the rules from before stay in force.",
      "Correct what the message names; 'berth policy lint FILE' checks it."),
  NO_APPROVER(
      ErrorCategory.FORBIDDEN,
      false,
      "Nobody may approve it",
      "The rules that ask for an approval have no approver in common.",
      "Change the rules' @approvers, or reach the goal in another way."),
  NO_TIME_FOR_APPROVAL(
      ErrorCategory.FORBIDDEN,
      false,
      "No time for an approval",
      "The session ends before a human could decide.",
      "Go on without the step, or retry the task."),
  GATES_TOO_FAST(
      ErrorCategory.FORBIDDEN,
      true,
      "Too many gates in a minute",
      "The session asks for approvals faster than people can decide.",
      "Wait a minute, or go on without the step."),
  DENIED_BEFORE(
      ErrorCategory.FORBIDDEN,
      false,
      "Denied a moment ago",
      "The same step was denied less than a minute ago.",
      "Reach the goal in another way."),
  APPROVAL_DENIED(
      ErrorCategory.FORBIDDEN,
      false,
      "A human denied it",
      "Who was asked said no.",
      "Follow the reason in the message."),
  APPROVAL_TIMED_OUT(
      ErrorCategory.FORBIDDEN,
      false,
      "Nobody decided in time",
      "The gate expired before somebody decided.",
      "Go on without the step; a longer --approval-timeout gives people more time."),
  APPROVAL_WITHDRAWN(
      ErrorCategory.FORBIDDEN,
      false,
      "The question was withdrawn",
      "The task ended while the gate waited.",
      "Retry the task if it is still wanted."),
  PUSH_AWAITS_APPROVAL(
      ErrorCategory.FORBIDDEN,
      true,
      "The push waits for a human",
      "A rule asks a human about this push, and the git client cannot be kept waiting.",
      "Push the same commits again when the gate is decided."),
  EGRESS_AWAITS_APPROVAL(
      ErrorCategory.FORBIDDEN,
      true,
      "The host waits for a human",
      "A rule asks a human before a session reaches this host.",
      "Connect again when the gate is decided."),
  REQUEST_ALREADY_DECIDED(
      ErrorCategory.CONFLICT,
      false,
      "Decided already",
      "The gate is not waiting any more; the message says how it ended.",
      "See 'berth pending' for what waits."),
  SCOPE_INVALID(
      ErrorCategory.INVALID,
      false,
      "Not a scope",
      "The scope of an approval is malformed, too wide, or names no soft rule.",
      "'berth policy list' shows the rules; 'berth approve --help' the scopes."),
  GATES_EXHAUSTED(
      ErrorCategory.FORBIDDEN,
      false,
      "Too many gates",
      "The task has raised as many gates as it may.",
      "Go on without the step."),
  ARTIFACT_NAME_INVALID(
      ErrorCategory.INVALID,
      false,
      "Artifact name not valid",
      "The name is not a relative, normalised path without control characters.",
      "Use a plain relative name such as report/summary.md."),
  CHECKSUM_MISMATCH(
      ErrorCategory.INVALID,
      true,
      "Checksum differs",
      "What arrived is not what was announced.",
      "Send it again."),

  CONFIG_INVALID(
      ErrorCategory.SETUP,
      false,
      "Configuration not valid",
      "berth.yaml, an environment variable or a flag has mistakes.",
      "Correct every key listed in the details; 'berth config show --origin' tells where each comes"
          + " from."),
  SANDBOX_UNAVAILABLE(
      ErrorCategory.SETUP,
      false,
      "No sandbox",
      "The backend cannot isolate sessions on this machine.",
      "For processes, install bubblewrap (Debian: apt-get install bubblewrap), or set 'isolation:"
          + " none' if you accept that agents then run unconfined. For containers, see"
          + " docs/operations/docker.md."),
  LIMITS_UNENFORCEABLE(
      ErrorCategory.SETUP,
      false,
      "Limits cannot be enforced",
      "As root, without cgroups, nothing bounds a session's processes and memory.",
      "Run Berth as an ordinary user, or mount the pids and memory cgroups."),
  ENGINE_UNREACHABLE(
      ErrorCategory.UNAVAILABLE,
      true,
      "The container engine does not answer",
      "The docker backend drives the container engine by its command, and that gets no answer.",
      "Install or start the engine (Debian: apt-get install docker.io, then 'systemctl start"
          + " docker') and look at 'docker info'; 'docker.command' and 'docker.host' say which one"
          + " is meant."),
  ENGINE_DENIED(
      ErrorCategory.SETUP,
      false,
      "No permission to use the container engine",
      "The engine's socket may not be used by the user that Berth runs as.",
      "Add that user to the group of the socket (Debian: usermod -aG docker USER, then log in"
          + " again), or name another engine with 'docker.host'. Who may use the socket of an"
          + " engine of root is as mighty as root."),
  ENGINE_DISK_FULL(
      ErrorCategory.UNAVAILABLE,
      true,
      "The container engine has no room",
      "The engine's disk is full, or its quota is used up.",
      "Free space where the engine keeps its data ('docker info' names its root directory, 'docker"
          + " system df' what is in it)."),
  IMAGE_MISSING(
      ErrorCategory.SETUP,
      false,
      "No such image",
      "The engine does not have the image that 'docker.image' names; Berth never pulls one.",
      "Run 'berth image build' for the minimal one, or pull the image yourself and name it in"
          + " 'docker.image'."),
  GIT_MISSING(
      ErrorCategory.SETUP,
      false,
      "git not found",
      "Berth works with the git command, 2.34 or later, and does not find it.",
      "Install git and make sure that it is on the PATH."),
  JDK_WRONG(
      ErrorCategory.SETUP,
      false,
      "Wrong Java",
      "Berth needs Java 25.",
      "Install a JDK 25 and set JAVA_HOME to it."),
  DATA_DIR_IN_USE(
      ErrorCategory.SETUP,
      false,
      "Data directory in use",
      "Another server works on this data directory.",
      "Stop it, or give this one another --data directory."),
  DATA_DIR_UNUSABLE(
      ErrorCategory.SETUP,
      false,
      "Data directory not usable",
      "The data directory cannot be created, read or written, or its path is too long for sockets.",
      "Choose another with --data; it needs a path of at most 60 bytes on a local file system."),
  LEDGER_UNUSABLE(
      ErrorCategory.SETUP,
      false,
      "Ledger not usable",
      "The directory of the sweep's ledger cannot be created, read or written.",
      "Choose another with --ledger, on a local file system that you may write to."),
  PORT_TAKEN(
      ErrorCategory.SETUP,
      false,
      "Port taken",
      "Another program listens on the port.",
      "Stop it, or choose another with --port."),
  DATABASE_UNAVAILABLE(
      ErrorCategory.UNAVAILABLE,
      true,
      "Database unavailable",
      "The database does not answer, or refuses.",
      "Check 'database.url' and that the database runs."),
  DATABASE_TOO_NEW(
      ErrorCategory.SETUP,
      false,
      "Database is newer than this server",
      "A newer Berth has migrated the database.",
      "Start that version, or restore a backup from before."),
  INSTALLATION_BUSY(
      ErrorCategory.SETUP,
      true,
      "Another server holds this installation",
      "A second server with the same installation id is at work.",
      "Stop it; if it is gone for good, wait 15 seconds for its claim to expire and start again."),
  CLOCK_OFF(
      ErrorCategory.UNAVAILABLE,
      true,
      "Clock is off",
      "This machine's clock is more than 2 seconds off the database's; the server takes no work.",
      "Synchronise the clocks of both machines, such as with NTP; the server then goes on by"
          + " itself."),
  SUSPEND_UNSUPPORTED(
      ErrorCategory.CONFLICT,
      false,
      "Cannot be suspended",
      "Sandboxes of this backend cannot be suspended.",
      "Nothing to do: the session keeps its processor while it waits."),
  LEASE_LOST(
      ErrorCategory.INTERNAL,
      true,
      "Lease lost",
      "The lease was taken over while the thing was being made; what was made has been destroyed.",
      "Nothing to do; the task says how it went on."),
  LEASE_REFUSED(
      ErrorCategory.CONFLICT,
      false,
      "No new lease",
      "The session is closing; nothing new is acquired for it.",
      "Nothing to do."),
  BACKEND_FAILED(
      ErrorCategory.UNAVAILABLE,
      true,
      "Backend failed",
      "The compute backend did not do what it was asked.",
      "See the message; 'berth doctor' runs a sandbox."),
  STORAGE_FAILED(
      ErrorCategory.UNAVAILABLE,
      true,
      "Storage failed",
      "Bytes could not be written or read.",
      "Check free space and permissions of the data directory.");

  private final ErrorCategory category;
  private final boolean retryable;
  private final String title;
  private final String description;
  private final String remedy;

  ErrorCode(
      ErrorCategory category, boolean retryable, String title, String description, String remedy) {
    this.category = category;
    this.retryable = retryable;
    this.title = title;
    this.description = description;
    this.remedy = remedy;
  }

  /** Who has to act. */
  public ErrorCategory category() {
    return category;
  }

  /** Whether the same thing, tried again, may succeed. */
  public boolean retryable() {
    return retryable;
  }

  /** A few words, without a full stop. */
  public String title() {
    return title;
  }

  /** What it means, in a sentence. */
  public String description() {
    return description;
  }

  /** What to do about it, in a sentence. */
  public String remedy() {
    return remedy;
  }
}
