package dev.berth.server;

import dev.berth.core.secret.Secret;
import dev.berth.core.secret.SecretStore;
import java.util.Map;
import java.util.Optional;

/** Secrets from the server's environment variables. */
final class EnvironmentSecrets implements SecretStore {
  private final Map<String, String> environment;

  EnvironmentSecrets(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Optional<Secret> find(String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .map(Secret::new);
  }
}
