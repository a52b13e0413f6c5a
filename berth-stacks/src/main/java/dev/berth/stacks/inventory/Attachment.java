package dev.berth.stacks.inventory;

import java.time.Instant;
import java.util.Optional;

/**
 * How an interface is attached.
 *
 * @param id {@code eni-attach-...} or, for AgentCore, {@code ela-attach-...}
 * @param ownerId account id or {@code amazon-aws}; empty text if not answered
 * @param attachedAt changes when another runtime uses the interface again
 * @param status of the attachment, as text: {@code detaching} and so on
 */
public record Attachment(String id, String ownerId, Optional<Instant> attachedAt, String status) {}
