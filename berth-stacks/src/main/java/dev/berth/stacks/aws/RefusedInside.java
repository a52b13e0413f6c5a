package dev.berth.stacks.aws;

import org.jspecify.annotations.Nullable;

/** An answer of 200 that refuses one of the things that it is about. Never leaves the package. */
final class RefusedInside extends RuntimeException {
  private final String code;

  RefusedInside(@Nullable String code, @Nullable String message) {
    super(message == null ? "" : message);
    this.code = code == null ? "" : code;
  }

  String code() {
    return code;
  }
}
