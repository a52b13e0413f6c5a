package dev.berth.dist.server;

import dev.berth.api.error.ErrorBody;
import dev.berth.api.error.FieldProblem;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.config.ClientConfig;
import dev.berth.cli.config.ClientFile;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.WireJson;
import dev.berth.core.error.BerthException;
import dev.berth.core.secret.Secret;
import dev.berth.server.BerthServer;
import dev.berth.server.Installed;
import dev.berth.server.config.BerthConfig;
import dev.berth.server.config.ConfigLoader;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server in this process, and a client that may do everything on it. */
final class LocalServer implements AutoCloseable {
  private final BerthServer server;
  private final String token;

  private LocalServer(BerthServer server, String token) {
    this.server = server;
    this.token = token;
  }

  /**
   * Starts one on a data directory.
   *
   * @param flags settings by key, over file and environment
   */
  static LocalServer start(
      CliContext context, Path data, Optional<Path> file, Map<String, String> flags) {
    try {
      BerthConfig config = ConfigLoader.load(data, file, context.environment(), flags);
      ServerLog.to(config.data());
      BerthServer server = BerthServer.start(config, Installed.of(context.environment()));
      try {
        return new LocalServer(server, token(server, data));
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (BerthException e) {
      throw Failures.of(e);
    }
  }

  /** The local client's key: made once for a data directory and kept there for its owner only. */
  private static String token(BerthServer server, Path data) {
    Optional<String> known =
        ClientFile.read(data).map(ClientFile::token).filter(server::recognises);
    String token = known.orElseGet(() -> server.newLocalKey().reveal());
    new ClientFile(server.address().toString(), token).write(data);
    return token;
  }

  URI address() {
    return server.address();
  }

  /** The key of the first administrator, when this start made it. */
  Optional<Secret> firstKey() {
    return server.firstKey();
  }

  ApiClient client() {
    return new ApiClient(
        new ClientConfig(server.address(), "this process", Optional.of(token), "this process"),
        new WireJson());
  }

  /** Stops serving; sessions that run are left alone and found again at the next start. */
  @Override
  public void close() {
    server.close();
  }

  /** Turns the server's errors into the client's. */
  static final class Failures {
    private Failures() {}

    static CliException of(BerthException e) {
      List<FieldProblem> details =
          e.problems().stream()
              .map(p -> new FieldProblem(p.field(), p.code(), p.message()))
              .toList();
      String message = e.code().title() + ": " + e.detail();
      return new CliException(
          new ErrorBody(e.code().name(), message, "", e.code().remedy(), details),
          ExitCode.FAILED,
          e);
    }
  }
}
