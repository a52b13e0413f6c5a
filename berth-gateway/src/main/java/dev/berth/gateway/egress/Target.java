package dev.berth.gateway.egress;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host name and a port. The name is in lower case, ASCII, with at least one dot, or one label
 * (which only an operator's private hosts have); never an address, since TLS names a host. Port 0
 * stands for a registry of the operator's, which is called by its name.
 */
public record Target(String host, int port) {
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
  private static final Pattern ENDS_LIKE_ADDRESS = Pattern.compile("(.*\\.)?(0x[0-9a-f]*|[0-9]+)");

  /** Reads {@code host} or {@code host:port}; empty when it is neither. */
  public static Optional<Target> parse(String text, int defaultPort) {
    String lower = text.toLowerCase(Locale.ROOT);
    int colon = lower.lastIndexOf(':');
    String host = colon < 0 ? lower : lower.substring(0, colon);
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    if (!HOST.matcher(host).matches() || ENDS_LIKE_ADDRESS.matcher(host).matches()) {
      return Optional.empty();
    }
    if (colon < 0) {
      return Optional.of(new Target(host, defaultPort));
    }
    String port = lower.substring(colon + 1);
    if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535) {
      return Optional.empty();
    }
    return Optional.of(new Target(host, Integer.parseInt(port)));
  }

  @Override
  public String toString() {
    return port == EgressRules.HTTPS || port == 0 ? host : host + ":" + port;
  }
}
