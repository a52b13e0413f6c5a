package dev.berth.gateway.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A body as a stream that gives out every byte that came before it says that the connection broke.
 * The JDK's own says so at once and drops what was not read, and with it a usage that the provider
 * had reported. Read by one thread, closed by any.
 */
final class OrderedBody extends InputStream implements BodySubscriber<InputStream> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
  private Optional<Flow.Subscription> subscription = Optional.empty();
  private Optional<Throwable> failure = Optional.empty();
  private boolean ended;
  private boolean closed;

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription to) {
    boolean late;
    lock.lock();
    try {
      late = closed;
      subscription = Optional.of(to);
    } finally {
      lock.unlock();
    }
    if (late) {
      to.cancel();
    } else {
      to.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    change(() -> waiting.addAll(buffers));
  }

  @Override
  public void onError(Throwable broke) {
    change(
        () -> {
          failure = Optional.of(broke);
          ended = true;
        });
  }

  @Override
  public void onComplete() {
    change(() -> ended = true);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      while (true) {
        if (closed) {
          throw new IOException("the answer was closed");
        }
        ByteBuffer next = waiting.peek();
        if (next != null && next.hasRemaining()) {
          int taken = Math.min(length, next.remaining());
          next.get(into, offset, taken);
          return taken;
        }
        if (next != null) {
          waiting.poll();
          if (waiting.isEmpty()) {
            subscription.ifPresent(s -> s.request(1));
          }
        } else if (failure.isPresent()) {
          throw new IOException("the answer broke off", failure.get());
        } else if (ended) {
          return -1;
        } else {
          changed.await();
        }
      }
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException("reading was given up").initCause(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    Optional<Flow.Subscription> to;
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      to = subscription;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    to.ifPresent(Flow.Subscription::cancel);
  }
}
