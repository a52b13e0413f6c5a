package dev.berth.cli.agent;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.conformance.Payloads;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code berth dev check} may send, since it knows nothing of the agent. */
final class PayloadOptions {
  @Option(
      names = "--payload",
      paramLabel = "JSON",
      description = "A request that the agent answers quickly: ${DEFAULT-VALUE}.")
  private String valid = "{\"prompt\":\"hello\"}";

  @Option(
      names = "--slow-payload",
      paramLabel = "JSON",
      description = "One whose answer takes 1 to 10 s.")
  private @Nullable String slow;

  @Option(
      names = "--failing-payload",
      paramLabel = "JSON",
      description = "One at which the handler fails.")
  private @Nullable String failing;

  @Option(
      names = "--stream-payload",
      paramLabel = "JSON",
      description = "One that is answered by a stream of 1 to 10 s.")
  private @Nullable String stream;

  @Option(
      names = "--failing-stream-payload",
      paramLabel = "JSON",
      description = "One whose stream fails after an event.")
  private @Nullable String failingStream;

  @Option(
      names = "--ws-message",
      paramLabel = "TEXT",
      description = "A WebSocket message that the agent answers.")
  private @Nullable String message;

  Payloads read(CliContext context) {
    return new Payloads(
        Payload.read(valid, context),
        optional(slow, context),
        optional(failing, context),
        optional(stream, context),
        optional(failingStream, context),
        Optional.ofNullable(message));
  }

  private static Optional<String> optional(@Nullable String named, CliContext context) {
    return Optional.ofNullable(named).map(one -> Payload.read(one, context));
  }
}
