package dev.berth.gateway.model;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Somebody who answers model calls, as the operator configured it. */
public sealed interface ModelProvider {
  String name();

  /** The models that it answers for. */
  List<String> models();

  /** Plays a transcript; {@code docs/scripted-model.md}. Answers in both dialects. */
  record Scripted(String name, List<String> models, Path transcript) implements ModelProvider {
    public Scripted {
      models = List.copyOf(models);
    }
  }

  /**
   * Anything that speaks OpenAI's chat completions.
   *
   * @param baseUrl up to and with {@code /v1}
   * @param secret the name of the key in the secret store; empty for a server without keys
   * @param outputCap the field in which it takes the output cap
   */
  record OpenAi(
      String name, List<String> models, URI baseUrl, Optional<String> secret, OutputCap outputCap)
      implements ModelProvider {
    public OpenAi {
      models = List.copyOf(models);
    }
  }

  /**
   * Anthropic's messages.
   *
   * @param baseUrl up to and with {@code /v1}
   * @param secret the name of the key in the secret store
   */
  record Anthropic(String name, List<String> models, URI baseUrl, String secret)
      implements ModelProvider {
    public Anthropic {
      models = List.copyOf(models);
    }
  }
}
