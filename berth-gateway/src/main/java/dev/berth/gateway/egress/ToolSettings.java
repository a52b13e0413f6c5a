package dev.berth.gateway.egress;

import dev.berth.core.backend.SandboxTrust;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings that make build tools use the egress door, for tools that do not read the usual
 * environment variables, or read them differently. Values are the same for every session.
 */
public final class ToolSettings {
  private static final String HOST = "127.0.0.1";
  private static final int PORT = 8091;
  private static final String URL = "http://" + HOST + ":" + PORT;

  private ToolSettings() {}

  /** Whom tools trust. */
  public enum Trust {
    /** What the sandbox shows of the host's. */
    SYSTEM,
    /** The operator's authorities, too: {@link SandboxTrust}. */
    OPERATORS
  }

  /** Files below the home directory, by relative path: the plan's {@code file.PATH} keys. */
  public static Map<String, String> files(Trust trust) {
    Map<String, String> files = files();
    if (trust == Trust.OPERATORS) {
      String store =
          "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=%s"
              .formatted(SandboxTrust.STORE, SandboxTrust.STORE_PASSWORD);
      files.put(".mavenrc", "MAVEN_OPTS=\"$MAVEN_OPTS " + store + "\"\n");
      append(
          files,
          ".gradle/gradle.properties",
          store.replace("-D", "systemProp.").replace(' ', '\n') + "\n");
      append(files, ".npmrc", "cafile=" + SandboxTrust.BUNDLE + "\n");
      append(files, ".config/pip/pip.conf", "cert = " + SandboxTrust.BUNDLE + "\n");
      append(files, ".cargo/config.toml", "cainfo = \"" + SandboxTrust.BUNDLE + "\"\n");
      append(files, ".curlrc", "cacert = \"" + SandboxTrust.BUNDLE + "\"\n");
    }
    return files;
  }

  private static void append(Map<String, String> files, String path, String lines) {
    files.merge(path, lines, String::concat);
  }

  private static Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    files.put(
        ".m2/settings.xml",
        """
        <settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">
          <proxies>
            <proxy>
              <id>berth</id>
              <active>true</active>
              <protocol>https</protocol>
              <host>%s</host>
              <port>%d</port>
              <nonProxyHosts>localhost|127.0.0.1</nonProxyHosts>
            </proxy>
          </proxies>
        </settings>
        """
            .formatted(HOST, PORT));
    files.put(
        ".gradle/gradle.properties",
        """
        systemProp.https.proxyHost=%s
        systemProp.https.proxyPort=%d
        systemProp.https.nonProxyHosts=localhost|127.0.0.1
        """
            .formatted(HOST, PORT));
    files.put(
        ".npmrc",
        """
        https-proxy=%s
        noproxy=127.0.0.1,localhost
        fund=false
        audit=false
        update-notifier=false
        """
            .formatted(URL));
    files.put(
        ".config/pip/pip.conf",
        """
        [global]
        proxy = %s
        disable-pip-version-check = true
        """
            .formatted(URL));
    files.put(
        ".cargo/config.toml",
        """
        [http]
        proxy = "%s"
        """
            .formatted(URL));
    files.put(".curlrc", "noproxy = \"127.0.0.1,localhost\"\n");
    return files;
  }

  /** Variables for the agent's environment: curl, git, Go and most other tools read them. */
  public static Map<String, String> environment() {
    return new TreeMap<>(
        Map.of(
            "HTTPS_PROXY",
            URL,
            "https_proxy",
            URL,
            "NO_PROXY",
            "127.0.0.1,localhost",
            "no_proxy",
            "127.0.0.1,localhost"));
  }
}
