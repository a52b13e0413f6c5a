package dev.berth.dist.server;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.config.DataDirectory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that start a server in their own process. */
final class ServerChoice {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory. Default: BERTH_DATA_DIR, else ~/.local/share/berth.")
  private @Nullable Path data;

  @Option(
      names = "--isolation",
      paramLabel = "MODE",
      description = "sandbox (default), or none: agents then run unconfined.")
  private @Nullable String isolation;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "scripted:FILE or a model's name. Default: what berth.yaml says, else the provider whose"
              + " key is in the environment.")
  private @Nullable String model;

  /** The data directory, absolute. */
  Path data(CliContext context) {
    Path chosen = data == null ? DataDirectory.locate(context.environment()) : data;
    return context.workingDirectory().resolve(chosen).normalize();
  }

  /**
   * Settings over those of the file and the environment.
   *
   * @param needsModel whether a model has to be found although nobody named one
   */
  Map<String, String> settings(CliContext context, boolean needsModel) {
    Map<String, String> settings = new LinkedHashMap<>();
    if (isolation != null) {
      settings.put("isolation", isolation);
    }
    if (model != null || needsModel) {
      settings.putAll(ModelChoice.settings(model == null ? "" : model, context.environment()));
    }
    return settings;
  }
}
