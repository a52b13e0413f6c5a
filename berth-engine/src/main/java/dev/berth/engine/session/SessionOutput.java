package dev.berth.engine.session;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.SessionId;
import dev.berth.core.session.SessionStore;
import dev.berth.core.session.SessionStore.OutputChunk;
import dev.berth.core.store.Tx;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps what a session prints, up to its cap; where it was cut, it says so. */
final class SessionOutput {
  private SessionOutput() {}

  /** Stores a chunk once. */
  static boolean store(Tx tx, SessionId session, OutputChunk chunk, long cap) {
    if (chunk.bytes().length > SessionLimits.CHUNK_BYTES) {
      throw new BerthException(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "a chunk of output has at most " + SessionLimits.CHUNK_BYTES + " bytes");
    }
    if (chunk.bytes().length == 0) {
      throw new BerthException(ErrorCode.VALIDATION_ERROR, "a chunk of output is not empty");
    }
    SessionStore.OutputSum sum = tx.sessions().outputSum(session);
    long left = cap - sum.bytes();
    if (left <= 0 || sum.chunks() >= SessionLimits.CHUNKS) {
      return false;
    }
    boolean fits = chunk.bytes().length < left && sum.chunks() + 1 < SessionLimits.CHUNKS;
    return tx.sessions().addOutput(session, fits ? chunk : cut(chunk, left, cap));
  }

  /** The last chunk: what fits, and the marker, which takes the total to the cap or beyond it. */
  private static OutputChunk cut(OutputChunk chunk, long left, long cap) {
    byte[] marker =
        ("\n[output cut here: more than "
                + cap
                + " bytes or "
                + SessionLimits.CHUNKS
                + " chunks]\n")
            .getBytes(StandardCharsets.UTF_8);
    int keep = (int) Math.min(left, chunk.bytes().length);
    byte[] bytes = Arrays.copyOf(chunk.bytes(), keep + marker.length);
    System.arraycopy(marker, 0, bytes, keep, marker.length);
    return new OutputChunk(chunk.seq(), chunk.stream(), chunk.at(), bytes);
  }
}
