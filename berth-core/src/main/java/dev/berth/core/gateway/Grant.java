package dev.berth.core.gateway;

import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import java.time.Instant;
import java.util.Optional;

/**
 * A session's right to use the gateway.
 *
 * @param tokenSha256 hex; the token itself is not stored
 * @param doors the directory of its sockets, on the host of the gateway
 * @param narrowedAt since when only the result and artifacts are accepted
 * @param deadAt since when it is good for nothing
 */
public record Grant(
    LeaseId lease,
    SessionId session,
    GrantRole role,
    String tokenSha256,
    String doors,
    Optional<Instant> narrowedAt,
    Optional<Instant> deadAt) {}
