package dev.berth.gateway.model;

import dev.berth.core.id.TaskId;
import dev.berth.gateway.model.Dialect.ModelRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Whoever answers a rebuilt request. Thread-safe. */
interface Upstream {
  /**
   * Calls once, never again by itself.
   *
   * @param cancellation is told how the call is ended before its answer is
   * @throws NotReachedException when the provider cannot have seen the request
   * @throws dev.berth.core.error.BerthException when it was not even begun
   * @throws IOException when the provider may have seen it
   */
  Answer call(Dialect dialect, ModelRequest request, TaskId task, Cancellation cancellation)
      throws IOException, InterruptedException;

  /** What the call will be billed for, where the provider can tell beforehand. */
  default Optional<Usage> foretell(Dialect dialect, ModelRequest request) {
    return Optional.empty();
  }

  /** Where it takes the output cap, for dialects that have a choice. */
  default OutputCap outputCap() {
    return OutputCap.MAX_TOKENS;
  }

  /** Hides what the provider's words may give away. */
  default Concealment concealment() {
    return Concealment.none();
  }

  /**
   * An answer whose body is read once and closed by the caller; closing it early cancels the call.
   *
   * @param played whether it is from a transcript: an error is then passed on as it is, and known
   *     to have cost nothing
   */
  record Answer(int status, Optional<String> retryAfter, boolean played, InputStream body) {}

  /** The provider was not reached, so nothing can have been spent. */
  final class NotReachedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotReachedException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
