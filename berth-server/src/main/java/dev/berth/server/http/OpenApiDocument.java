package dev.berth.server.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the OpenAPI document, made when somebody asks for the first time: a start has better
 * things to do. Thread-safe.
 */
final class OpenApiDocument {
  private final Supplier<byte[]> making;
  private byte @Nullable [] made;

  OpenApiDocument(Supplier<byte[]> making) {
    this.making = making;
  }

  /** Not to be changed. */
  synchronized byte[] bytes() {
    byte[] bytes = made;
    if (bytes == null) {
      bytes = making.get();
      made = bytes;
    }
    return bytes;
  }
}
