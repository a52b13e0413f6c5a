package dev.berth.cli.agent;

import dev.berth.cli.command.CliException;
import java.net.URI;
import java.net.URISyntaxException;

/** Where an agent listens. */
final class AgentAddress {
  static final String USUAL = "http://127.0.0.1:8080";

  private AgentAddress() {}

  /** Parses {@code http://host:port}; a path is not part of it. */
  static URI parse(String text) {
    URI address;
    try {
      address = new URI(text);
    } catch (URISyntaxException e) {
      throw wrong(text);
    }
    boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    boolean bare = address.getRawPath() == null || address.getRawPath().matches("/?");
    if (!http || address.getHost() == null || !bare || address.getRawQuery() != null) {
      throw wrong(text);
    }
    return address.resolve("/");
  }

  private static CliException wrong(String text) {
    return CliException.usage(
        "BAD_ARGUMENT",
        text + " is not the address of an agent",
        "Give http://HOST:PORT without a path, for example " + USUAL + ".");
  }
}
