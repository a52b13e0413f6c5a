package dev.berth.gateway.model;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The field in which an OpenAI-compatible provider takes the most that a model may answer. A
 * provider that does not know the field it is sent answers as much as it likes, so which one it is
 * belongs to the provider's configuration and not to the request.
 */
public enum OutputCap {
  /** What most compatible servers know. */
  MAX_TOKENS,
  /** What OpenAI itself wants for models that reason. */
  MAX_COMPLETION_TOKENS;

  /** The field's name in requests, and the value of {@code output_cap} in the configuration. */
  public String field() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a field's name. */
  public static Optional<OutputCap> fromField(String name) {
    return Arrays.stream(values()).filter(cap -> cap.field().equals(name)).findFirst();
  }

  /**
   * What the servers at this address usually take: OpenAI and its models at Azure the newer one.
   */
  public static OutputCap usualAt(URI baseUrl) {
    String host = Optional.ofNullable(baseUrl.getHost()).orElse("").toLowerCase(Locale.ROOT);
    return host.equals("api.openai.com") || host.endsWith(".openai.azure.com")
        ? MAX_COMPLETION_TOKENS
        : MAX_TOKENS;
  }
}
