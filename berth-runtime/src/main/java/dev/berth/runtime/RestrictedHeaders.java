package dev.berth.runtime;

import java.util.Locale;
import java.util.Set;

/**
 * Which header fields a handler may see. The service forwards no others of its callers' (its header
 * allowlist refuses them), so an agent that relied on one would work on one machine only.
 */
final class RestrictedHeaders {
  private static final String CUSTOM = "x-amzn-bedrock-agentcore-runtime-custom-";

  /** Of the platform's own fields, what belongs to tracing. */
  private static final String TRACE = "x-amzn-trace-id";

  /** Tokens: they are in {@link InvocationContext.Identity}, which hides its text. */
  private static final Set<String> TOKENS = Set.of("workloadaccesstoken", "oauth2callbackurl");

  /** About the connection, the route to here, and who is at its other end. */
  private static final Set<String> CONNECTION =
      Set.of(
          "connection",
          "expect",
          "forwarded",
          "from",
          "host",
          "keep-alive",
          "link",
          "origin",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "referer",
          "server",
          "te",
          "trailer",
          "transfer-encoding",
          "true-client-ip",
          "upgrade",
          "user-agent",
          "via",
          "www-authenticate",
          "x-cache",
          "x-client-ip",
          "x-cluster-client-ip",
          "x-csrf-token",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          "x-original-host",
          "x-original-url",
          "x-originating-ip",
          "x-real-ip",
          "x-requested-with",
          "x-rewrite-url",
          "x-served-by",
          "x-source-ip");

  /** About the body and its caching. */
  private static final Set<String> CONTENT =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "accept-ranges",
          "cache-control",
          "content-encoding",
          "content-language",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "etag",
          "expires",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "last-modified",
          "location",
          "pragma",
          "range",
          "retry-after",
          "set-cookie",
          "vary");

  /** About what a browser may do, shows, or says of itself. */
  private static final Set<String> BROWSER =
      Set.of(
          "accept-ch",
          "accept-ch-lifetime",
          "clear-site-data",
          "content-security-policy",
          "content-security-policy-report-only",
          "cross-origin-embedder-policy",
          "cross-origin-opener-policy",
          "cross-origin-resource-policy",
          "downlink",
          "dpr",
          "ect",
          "expect-ct",
          "feature-policy",
          "permissions-policy",
          "public-key-pins",
          "public-key-pins-report-only",
          "referrer-policy",
          "rtt",
          "save-data",
          "strict-transport-security",
          "viewport-width",
          "width",
          "x-content-type-options",
          "x-frame-options",
          "x-xss-protection");

  /** Whole families of names. */
  private static final Set<String> PREFIXES =
      Set.of("access-control-", "cf-", "sec-websocket-", "x-amz-", "x-amzn-");

  private RestrictedHeaders() {}

  /** Whether a handler may see a field of this name, in any case. */
  static boolean visible(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith(CUSTOM) || lower.equals(TRACE)) {
      return true;
    }
    return !TOKENS.contains(lower)
        && !CONNECTION.contains(lower)
        && !CONTENT.contains(lower)
        && !BROWSER.contains(lower)
        && PREFIXES.stream().noneMatch(lower::startsWith);
  }
}
