package dev.berth.core.backend;

/**
 * Where a sandbox has the operator's certificate authorities beside the usual ones, when the
 * operator named a bundle ({@code sandbox.ca_bundle}). Nothing here is secret: the password is the
 * one that every Java tool expects.
 */
public final class SandboxTrust {
  /** PEM, for tools that do not read the system's bundle. */
  public static final String BUNDLE = "/etc/berth/ca-bundle.pem";

  /** PKCS #12, for Java. */
  public static final String STORE = "/etc/berth/truststore.p12";

  /** Of the store. */
  public static final String STORE_PASSWORD = "changeit";

  private SandboxTrust() {}
}
