package dev.berth.api.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of the REST API. A part in braces is one percent-encoded path segment. */
public final class Routes {
  public static final String TASKS = "/v1/tasks";
  public static final String TASK = "/v1/tasks/{id}";
  public static final String EVENTS = "/v1/tasks/{id}/events";
  public static final String RECEIPT = "/v1/tasks/{id}/receipt";
  public static final String EVIDENCE = "/v1/tasks/{id}/evidence";
  public static final String DIFF = "/v1/tasks/{id}/diff";
  public static final String LOGS = "/v1/tasks/{id}/logs";
  public static final String ARTIFACTS = "/v1/tasks/{id}/artifacts";

  /** The name's slashes are encoded: it stays one segment. */
  public static final String ARTIFACT = "/v1/tasks/{id}/artifacts/{name}";

  /**
   * The session's branch as a Git bundle ({@link MediaTypes#GIT_BUNDLE}) with the headers of {@link
   * Headers}. By default it holds base..head and needs the base; {@code ?full=1} answers one that
   * needs nothing. 404 {@code NOTHING_PUSHED} when the branch does not exist.
   */
  public static final String BUNDLE = "/v1/tasks/{id}/bundle";

  public static final String NUDGE = "/v1/tasks/{id}/nudge";
  public static final String APPROVE = "/v1/tasks/{id}/approve";
  public static final String DENY = "/v1/tasks/{id}/deny";
  public static final String PENDING = "/v1/pending";
  public static final String AUDIT = "/v1/audit";
  public static final String RETRY = "/v1/tasks/{id}/retry";
  public static final String REPOS = "/v1/repos";
  public static final String REPO = "/v1/repos/{owner}/{name}";

  /** The same with the slash of {@code owner/name} encoded. */
  public static final String REPO_ONE_SEGMENT = "/v1/repos/{repo}";

  /** Only with the name in two segments: one segment and {@code egress} is a repository, too. */
  public static final String REPO_EGRESS = "/v1/repos/{owner}/{name}/egress";

  /** The rules that hold for it. */
  public static final String REPO_POLICIES = "/v1/repos/{owner}/{name}/policies";

  public static final String API_KEYS = "/v1/api-keys";
  public static final String API_KEY = "/v1/api-keys/{id}";
  public static final String LEASES = "/v1/leases";
  public static final String LEDGER = "/v1/ledger";
  public static final String LEDGER_ACCEPT = "/v1/ledger/accept";
  public static final String WORKFLOWS = "/v1/workflows";
  public static final String WORKFLOW = "/v1/workflows/{group}/{name}";
  public static final String OPENAPI = "/v1/openapi.json";
  public static final String HEALTH_LIVE = "/v1/health/live";
  public static final String HEALTH_READY = "/v1/health/ready";
  public static final String METRICS = "/v1/metrics";

  private Routes() {}

  /**
   * A path with its parts filled in, in order.
   *
   * @throws IllegalArgumentException when there are more or fewer values than parts
   */
  public static String fill(String template, String... segments) {
    StringBuilder path = new StringBuilder();
    int at = 0;
    for (String segment : segments) {
      int open = template.indexOf('{', at);
      int close = template.indexOf('}', at);
      if (open < 0) {
        throw new IllegalArgumentException("too many segments for " + template);
      }
      path.append(template, at, open).append(encode(segment));
      at = close + 1;
    }
    if (template.indexOf('{', at) >= 0) {
      throw new IllegalArgumentException("too few segments for " + template);
    }
    return path.append(template, at, template.length()).toString();
  }

  /** Percent-encodes a value so that it is one path segment or one query value. */
  public static String encode(String value) {
    String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    // URLEncoder leaves dots alone, and "." and ".." would be resolved away by whoever normalises
    // the path.
    return encoded.equals(".") || encoded.equals("..") ? encoded.replace(".", "%2E") : encoded;
  }
}
