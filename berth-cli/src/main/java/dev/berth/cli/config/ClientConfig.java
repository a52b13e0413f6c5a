package dev.berth.cli.config;

import dev.berth.cli.command.CliException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which server to talk to, with which token, and where both came from.
 *
 * @param server address without a trailing slash
 * @param serverOrigin where the address came from, in words
 * @param token a secret; empty when there is none
 * @param tokenOrigin where the token came from, in words
 */
public record ClientConfig(
    URI server, String serverOrigin, Optional<String> token, String tokenOrigin) {
  private static final String SERVER_VARIABLE = "BERTH_SERVER";
  private static final String TOKEN_VARIABLE = "BERTH_TOKEN";

  /**
   * Flags win over the environment, the environment over the file of the data directory. The file's
   * token goes only to the file's server: named another server, the client would hand it a key it
   * has no business with.
   *
   * @param serverFlag value of {@code --server}, empty when absent
   * @param tokenFlag value of {@code --token}, empty when absent
   * @throws CliException when no server is known, or the address is not one
   */
  public static ClientConfig resolve(
      String serverFlag, String tokenFlag, Map<String, String> environment) {
    Path directory = DataDirectory.locate(environment);
    String named =
        serverFlag.isEmpty() ? environment.getOrDefault(SERVER_VARIABLE, "") : serverFlag;
    String token = tokenFlag.isEmpty() ? environment.getOrDefault(TOKEN_VARIABLE, "") : tokenFlag;
    Optional<ClientFile> file =
        named.isEmpty() || token.isEmpty() ? ClientFile.read(directory) : Optional.empty();
    String fileOrigin = directory.resolve(ClientFile.NAME).toString();
    if (named.isEmpty() && file.isEmpty()) {
      throw CliException.failed(
          "NO_SERVER",
          "no server is named, and none was started with the data directory " + directory,
          "Start one with `berth up`, or name one with --server or " + SERVER_VARIABLE + ".");
    }
    URI server = address(named.isEmpty() ? file.orElseThrow().server() : named);
    String serverOrigin =
        named.isEmpty() ? fileOrigin : serverFlag.isEmpty() ? SERVER_VARIABLE : "--server";
    if (!token.isEmpty()) {
      return new ClientConfig(
          server,
          serverOrigin,
          Optional.of(token),
          tokenFlag.isEmpty() ? TOKEN_VARIABLE : "--token");
    }
    Optional<String> fileToken =
        file.filter(known -> address(known.server()).equals(server)).map(ClientFile::token);
    return new ClientConfig(
        server, serverOrigin, fileToken, fileToken.isPresent() ? fileOrigin : "none");
  }

  private static URI address(String text) {
    String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    try {
      URI uri = new URI(trimmed);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Answered below, like an address that is well-formed and of no use.
    }
    throw CliException.usage(
        "BAD_SERVER_ADDRESS",
        "\"" + text + "\" is not the address of a server",
        "Write it like http://127.0.0.1:7070 or https://berth.example.com.");
  }

  /** Does not show the token. */
  @Override
  public String toString() {
    return "ClientConfig[server=" + server + ", token from " + tokenOrigin + "]";
  }
}
