package dev.berth.gateway.egress;

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

  /** Files below the home directory, by relative path: the plan's {@code file.PATH} keys. */
  public static Map<String, String> files() {
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
