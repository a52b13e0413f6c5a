package dev.berth.core.secret;

import java.util.Optional;

/** Secrets by name. */
public interface SecretStore {
  Optional<Secret> find(String name);
}
