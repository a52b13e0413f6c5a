package dev.berth.cli.task;

import dev.berth.api.http.Routes;

/** Builds a path with a query; empty values are left out. Not thread-safe. */
public final class Query {
  private final StringBuilder text;
  private char separator = '?';

  public Query(String path) {
    text = new StringBuilder(path);
  }

  public Query with(String name, String value) {
    if (!value.isEmpty()) {
      text.append(separator).append(name).append('=').append(Routes.encode(value));
      separator = '&';
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
