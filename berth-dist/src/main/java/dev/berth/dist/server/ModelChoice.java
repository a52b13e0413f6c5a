package dev.berth.dist.server;

import dev.berth.cli.command.CliException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which model a run uses, from what the user says and from which keys are in the environment. */
final class ModelChoice {
  private static final String ANTHROPIC_DEFAULT = "claude-sonnet-4-5";
  private static final String OPENAI_DEFAULT = "gpt-5";

  private ModelChoice() {}

  /**
   * The settings for a model.
   *
   * @param model {@code scripted:FILE}, a model's name, or empty for the default of the key that is
   *     there
   */
  static Map<String, String> settings(String model, Map<String, String> environment) {
    if (model.startsWith("scripted:")) {
      return scripted(Path.of(model.substring("scripted:".length())));
    }
    boolean anthropic = isSet(environment, "ANTHROPIC_API_KEY");
    boolean openai = isSet(environment, "OPENAI_API_KEY");
    if (model.startsWith("claude") ? anthropic : anthropic && !openai) {
      return provider(
          "anthropic",
          model.isEmpty() ? ANTHROPIC_DEFAULT : model,
          "ANTHROPIC_API_KEY",
          versioned(environment.getOrDefault("ANTHROPIC_BASE_URL", "")));
    }
    if (openai) {
      return provider(
          "openai",
          model.isEmpty() ? OPENAI_DEFAULT : model,
          "OPENAI_API_KEY",
          environment.getOrDefault("OPENAI_BASE_URL", ""));
    }
    if (anthropic) {
      return provider("anthropic", model, "ANTHROPIC_API_KEY", "");
    }
    throw CliException.usage(
        "NO_MODEL",
        "no model: neither ANTHROPIC_API_KEY nor OPENAI_API_KEY is set",
        "Set one of them (OPENAI_BASE_URL names another server of that kind), or use --model"
            + " scripted:FILE with a transcript.");
  }

  /** The settings that play a transcript. */
  static Map<String, String> scripted(Path file) {
    if (!Files.isReadable(file)) {
      throw CliException.usage(
          "NO_TRANSCRIPT", "there is no readable file " + file, "Name a transcript file.");
    }
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put("models.providers.scripted.type", "scripted");
    flags.put("models.providers.scripted.models", "scripted-1");
    flags.put("models.providers.scripted.transcript", file.toAbsolutePath().toString());
    flags.put("models.default", "scripted-1");
    return flags;
  }

  private static Map<String, String> provider(
      String type, String model, String keyVariable, String baseUrl) {
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put("models.providers." + type + ".type", type);
    flags.put("models.providers." + type + ".models", model);
    flags.put("models.providers." + type + ".key_variable", keyVariable);
    if (!baseUrl.isEmpty()) {
      flags.put("models.providers." + type + ".base_url", baseUrl);
    }
    flags.put("models.default", model);
    return flags;
  }

  /** Anthropic's own clients add the version to this variable's value. */
  private static String versioned(String baseUrl) {
    return baseUrl.isEmpty() || baseUrl.endsWith("/v1")
        ? baseUrl
        : baseUrl.replaceAll("/+$", "") + "/v1";
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return !environment.getOrDefault(name, "").isBlank();
  }
}
