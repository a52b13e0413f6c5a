package dev.berth.server.task;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Takes so many bytes and refuses the next. Not thread-safe. */
final class CappedOutput extends FilterOutputStream {
  private final long limit;
  private long written;

  CappedOutput(OutputStream out, long limit) {
    super(out);
    this.limit = limit;
  }

  @Override
  public void write(int one) throws IOException {
    take(1);
    out.write(one);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    take(length);
    out.write(bytes, offset, length);
  }

  private void take(int more) {
    written += more;
    if (written > limit) {
      throw new BerthException(ErrorCode.PAYLOAD_TOO_LARGE, "more than " + limit + " bytes");
    }
  }
}
