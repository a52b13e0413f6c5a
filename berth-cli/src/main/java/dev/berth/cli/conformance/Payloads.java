package dev.berth.cli.conformance;

import java.util.Optional;

/**
 * What to send an agent that nothing is known of. Without one of the optional ones the rules that
 * need it are not checked.
 *
 * @param valid JSON that the agent answers in short time
 * @param slow JSON whose answer takes a second or more, and less than the limit of a request
 * @param failing JSON that makes the handler fail
 * @param stream JSON that is answered by a stream of events over a second or more
 * @param failingStream JSON whose stream fails after its first event
 * @param message what to send over a WebSocket to get a message back
 */
public record Payloads(
    String valid,
    Optional<String> slow,
    Optional<String> failing,
    Optional<String> stream,
    Optional<String> failingStream,
    Optional<String> message) {}
