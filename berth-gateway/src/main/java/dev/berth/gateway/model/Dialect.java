package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A provider's wire format. Implementations are stateless. */
sealed interface Dialect permits OpenAiDialect, AnthropicDialect {
  /**
   * Builds the request anew from what is allowed of the given one.
   *
   * @throws BerthException {@code MODEL_REQUEST_REFUSED} naming what is not allowed
   */
  ModelRequest rebuild(ObjectNode body);

  /**
   * Sets the most that the model may answer, whatever the caller wrote.
   *
   * @param field where the provider takes it, for dialects that have a choice
   */
  void capOutput(ModelRequest request, OutputCap field, int tokens);

  /** The usage of a whole answer. */
  Optional<Usage> usage(JsonNode answer);

  /** Follows the events of a stream. */
  StreamMeter meter(ModelRequest request);

  /** The provider's own form of an error. */
  ObjectNode error(String code, String message);

  /** An error inside a stream that has begun, as a whole SSE event. */
  String streamError(String code, String message);

  /** Whether the provider's error says that the conversation is too long. */
  boolean isContextTooLarge(JsonNode error);

  /** Watches the data of events for usage and for the end. Not thread-safe. */
  interface StreamMeter {
    /** Takes an event's data; answers whether the caller asked to see it. */
    boolean accept(String data);

    /** The final usage, once it was seen. */
    Optional<Usage> usage();

    /** Whether the stream's proper end was seen. */
    boolean ended();
  }

  /**
   * A rebuilt request.
   *
   * @param outputCap what the caller asked for; empty when it left that to the provider
   * @param assistantMessages how many turns the model has had
   */
  record ModelRequest(
      String model,
      boolean stream,
      Optional<Integer> outputCap,
      int assistantMessages,
      boolean wantsUsage,
      ObjectNode body) {}
}
