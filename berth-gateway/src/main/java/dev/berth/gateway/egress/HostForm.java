package dev.berth.gateway.egress;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An entry of an egress list as people write it: {@code host}, {@code host:port}, {@code *.suffix}.
 *
 * @param below whether everything below the target's name is meant, and not that name
 */
record HostForm(Target target, boolean below) {
  private static final String ANY_BELOW = "*.";
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+(:[0-9]+)?|.*:.*:.*|\\[.*");

  /** Reads an entry; empty when it has another form, of which {@link #problem} tells more. */
  static Optional<HostForm> read(String entry) {
    boolean below = entry.startsWith(ANY_BELOW);
    return Target.parse(below ? entry.substring(ANY_BELOW.length()) : entry, EgressRules.HTTPS)
        .map(target -> new HostForm(target, below));
  }

  /** The one way in which it is written. */
  String text() {
    return (below ? ANY_BELOW : "") + target;
  }

  /** What is wrong with an entry of another form, and how it would be written. */
  static String problem(String entry) {
    String host = entry.strip().toLowerCase(Locale.ROOT);
    int scheme = host.indexOf("://");
    if (scheme >= 0 || host.indexOf('/') >= 0) {
      String rest = scheme < 0 ? host : host.substring(scheme + 3);
      int slash = rest.indexOf('/');
      String only = slash < 0 ? rest : rest.substring(0, slash);
      return "is not a host: leave scheme and path away"
          + (Target.parse(only, EgressRules.HTTPS).isPresent() ? ", '" + only + "'" : "");
    }
    if (ADDRESS.matcher(host).matches()) {
      return "is an address; TLS names a host, so only names can be allowed";
    }
    if (host.indexOf('*') >= 0) {
      return "has its asterisk in the wrong place: only '*.example.com' is understood";
    }
    if (!host.chars().allMatch(c -> c < 128)) {
      return ascii(host).map(text -> "is written '" + text + "' in DNS").orElse(plain());
    }
    int colon = host.indexOf(':');
    return colon >= 0 && Target.parse(host.substring(0, colon), EgressRules.HTTPS).isPresent()
        ? "has no port from 1 to 65535 after its colon"
        : plain();
  }

  private static String plain() {
    return "is not a host, *.suffix or host:port";
  }

  private static Optional<String> ascii(String host) {
    try {
      return Optional.of(IDN.toASCII(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
