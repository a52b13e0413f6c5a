package dev.berth.server.http;

import java.util.Optional;

/** Tells who a credential stands for. Thread-safe. */
public interface Authenticator {
  /** The caller of this token, empty when it is unknown, expired or revoked. */
  Optional<Caller> authenticate(String token);
}
