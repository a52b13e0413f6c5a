package dev.berth.server.http;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts a request may be addressed to, and from which origins it may change something: a page
 * of another site that a browser shows must not reach a server on this machine, neither by its own
 * name (DNS rebinding) nor by ours.
 */
final class Origins {
  private final Set<String> names;

  Origins(List<String> names) {
    this.names =
        Stream.concat(Stream.of("localhost", "127.0.0.1", "[::1]"), names.stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  void check(@Nullable String host, @Nullable String origin, boolean unsafe) {
    if (host == null || !names.contains(nameOf(host))) {
      throw new BerthException(
          ErrorCode.FORBIDDEN,
          "this server is not addressed by that host name; add it to 'server.names'");
    }
    if (unsafe && origin != null && !names.contains(nameOf(withoutScheme(origin)))) {
      throw new BerthException(ErrorCode.FORBIDDEN, "requests of other sites are not accepted");
    }
  }

  private static String withoutScheme(String origin) {
    int scheme = origin.indexOf("://");
    return scheme < 0 ? origin : origin.substring(scheme + 3);
  }

  private static String nameOf(String host) {
    int colon = host.lastIndexOf(':');
    String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return name.toLowerCase(Locale.ROOT);
  }
}
