package dev.berth.gateway.registry;

import dev.berth.gateway.egress.Target;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * A private registry of the operator's, as sessions reach it under its name.
 *
 * @param name of lower-case letters, digits and dashes
 * @param base http or https; ends with a slash; everything that is asked for is below it
 * @param methods that sessions may use, of {@code GET}, {@code HEAD}, {@code POST}, {@code PUT}
 * @param credential that Berth adds
 * @param redirectHosts hosts to which the registry may send readers on, without the credential
 * @param maxBytes of one answer
 * @param tools what is written into tools' settings about it
 */
public record Binding(
    String name,
    Kind kind,
    URI base,
    Set<String> methods,
    Optional<Credential> credential,
    Set<String> redirectHosts,
    long maxBytes,
    Tools tools) {
  public Binding {
    methods = Set.copyOf(methods);
    redirectHosts = Set.copyOf(redirectHosts);
    if (!base.getRawPath().endsWith("/")) {
      throw new IllegalArgumentException("the address of a registry ends with a slash: " + base);
    }
  }

  /** What is kept in it. */
  public enum Kind {
    MAVEN,
    NPM,
    PYPI,
    /** Files: no tool is told of it. */
    FILES
  }

  /**
   * What tools are told besides its address.
   *
   * @param mirrorOf Maven: repositories that it stands for, such as {@code central} or {@code *};
   *     empty: it is one more repository
   * @param scope npm: the scope of its packages, such as {@code @acme}; empty: all packages
   */
  public record Tools(Optional<String> mirrorOf, Optional<String> scope) {
    public static Tools standard() {
      return new Tools(Optional.empty(), Optional.empty());
    }
  }

  /** How Berth says who it is; secrets are named, and looked up for each call. */
  public sealed interface Credential {
    /** Name of the secret. */
    String secret();

    /** A user's name and password. */
    record Basic(String user, String secret) implements Credential {}

    /** A token. */
    record Bearer(String secret) implements Credential {}
  }

  /** Whether answers of this kind hold addresses of the registry, which are to lead here. */
  boolean isRewritten() {
    return kind == Kind.NPM || kind == Kind.PYPI;
  }

  /** The host that it is at. */
  Target target() {
    int port = base.getPort() > 0 ? base.getPort() : base.getScheme().equals("http") ? 80 : 443;
    return new Target(base.getHost(), port);
  }

  /** Where a session finds it. */
  String inSession() {
    return "http://127.0.0.1:8090/session/registry/" + name + "/";
  }
}
