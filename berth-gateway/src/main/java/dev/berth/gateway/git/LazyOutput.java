package dev.berth.gateway.git;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Begins the answer with the first byte written. Not thread-safe. */
final class LazyOutput extends OutputStream {
  private final GitAnswer answer;
  private final String mediaType;
  private @Nullable OutputStream body;

  LazyOutput(GitAnswer answer, String mediaType) {
    this.answer = answer;
    this.mediaType = mediaType;
  }

  @Override
  public void write(int b) throws IOException {
    body().write(b);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    body().write(bytes, from, length);
  }

  @Override
  public void flush() throws IOException {
    if (body != null) {
      body.flush();
    }
  }

  /** Begins an answer that nothing was written to, and ends it. */
  void finish() throws IOException {
    body().flush();
  }

  private OutputStream body() throws IOException {
    OutputStream begun = body;
    if (begun == null) {
      begun = answer.begin(mediaType);
      body = begun;
    }
    return begun;
  }
}
