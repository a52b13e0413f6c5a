package dev.berth.store.postgresql;

import dev.berth.core.secret.Secret;
import java.util.Optional;

/**
 * Which database.
 *
 * @param url {@code jdbc:postgresql://host:port/name?...}; no password in it
 * @param user the role; empty: what the URL or the system says
 * @param password empty: what the driver finds, such as a {@code .pgpass} file
 * @param connections for writing, and as many again for reading; 2-200
 */
public record PostgresSettings(
    String url, Optional<String> user, Optional<Secret> password, int connections) {
  public PostgresSettings {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("the URL of PostgreSQL starts with jdbc:postgresql:");
    }
    if (connections < 2 || connections > 200) {
      throw new IllegalArgumentException("2-200 connections, not " + connections);
    }
  }
}
