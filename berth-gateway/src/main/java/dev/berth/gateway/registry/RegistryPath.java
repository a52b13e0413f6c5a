package dev.berth.gateway.registry;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is asked for below a registry's base, checked as it was sent: whatever a server might read
 * in two ways (dots, encoded slashes, matrix parameters, encoded percent signs) is refused.
 *
 * @param text encoded, without a leading slash
 * @param query encoded
 */
record RegistryPath(String text, Optional<String> query) {
  private static final int MOST = 2_000;
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~!$&'()*+,=:@%-]+");
  private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*");

  /** What a percent sign may stand before: no dot, slash, backslash, percent sign or control. */
  private static final Pattern ENCODED =
      Pattern.compile("(?![01])(?!2[5eEfF]|5[cC]|7[fF])[0-9a-fA-F]{2}");

  /** npm writes the slash of a scoped package like this: {@code @acme%2fwidgets}. */
  private static final Pattern SCOPED =
      Pattern.compile("(@[A-Za-z0-9._~-]+)%2[fF]([A-Za-z0-9._~-]+)(/.*)?");

  /**
   * Reads the part of a request after the registry's name.
   *
   * @throws BerthException {@code REGISTRY_PATH_REFUSED}
   */
  static RegistryPath read(Binding.Kind kind, String raw, Optional<String> query) {
    String text = raw;
    var scoped = SCOPED.matcher(raw);
    String checked =
        kind == Binding.Kind.NPM && scoped.matches()
            ? scoped.group(1)
                + "/"
                + scoped.group(2)
                + Optional.ofNullable(scoped.group(3)).orElse("")
            : raw;
    if (raw.length() > MOST || !isPlain(checked)) {
      throw refused("the path is not one of plain segments, without dots and encoded slashes");
    }
    if (query.filter(q -> q.length() > MOST || !QUERY.matcher(q).matches()).isPresent()) {
      throw refused("the query is too long or has characters that are to be encoded");
    }
    return new RegistryPath(text, query);
  }

  private static boolean isPlain(String path) {
    String[] segments = path.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      // a directory may end with a slash
      boolean last = i == segments.length - 1;
      if (segments[i].isEmpty() ? !last : !isPlainSegment(segments[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlainSegment(String segment) {
    if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
      return false;
    }
    for (int at = segment.indexOf('%'); at >= 0; at = segment.indexOf('%', at + 1)) {
      if (at + 3 > segment.length()
          || !ENCODED.matcher(segment.substring(at + 1, at + 3)).matches()) {
        return false;
      }
    }
    return true;
  }

  /** The address of what is asked for. */
  URI below(URI base) {
    return URI.create(base + text + query.map(q -> "?" + q).orElse(""));
  }

  /** Whether an address is below a registry's base, of the same origin. */
  static boolean isBelow(URI address, URI base) {
    String path = address.getRawPath() == null ? "" : address.getRawPath();
    return isSameOrigin(address, base)
        && path.startsWith(base.getRawPath())
        && isPlain(path.substring(base.getRawPath().length()));
  }

  private static boolean isSameOrigin(URI one, URI other) {
    return origin(one).equals(origin(other));
  }

  private static String origin(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
  }

  private static BerthException refused(String detail) {
    return new BerthException(ErrorCode.REGISTRY_PATH_REFUSED, detail);
  }
}
