package dev.berth.gateway.door;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectableChannelEndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the caller of a request went away while its answer is being made. Jetty reads
 * nothing meanwhile, so the socket is looked at beside it: it can be read when the other end was
 * closed, or when more was sent, which nobody should do after a POST before its answer (RFC 9112,
 * 9.3.2). Either counts as gone, once. Thread-safe.
 */
public final class CallerWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CallerWatch.class);

  private final Selector selector;
  private final Runnable gone;

  private CallerWatch(Selector selector, Runnable gone) {
    this.selector = selector;
    this.gone = gone;
  }

  /**
   * Watches until it is closed. The request's body must have been read.
   *
   * @param gone is run on a thread of its own
   */
  public static CallerWatch over(Context request, Runnable gone) throws IOException {
    EndPoint end =
        ServletContextRequest.getServletContextRequest(request.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    if (!(end instanceof SelectableChannelEndPoint socket)) {
      throw new IllegalStateException("a session's connection is a socket");
    }
    SelectableChannel channel = socket.getChannel();
    Selector selector = Selector.open();
    CallerWatch watch = new CallerWatch(selector, gone);
    try {
      channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      selector.close();
      throw e;
    }
    Thread.ofVirtual().name("caller-watch").start(watch::watch);
    return watch;
  }

  private void watch() {
    try {
      if (selector.select() > 0) {
        gone.run();
      }
    } catch (ClosedSelectorException e) {
      // the answer was made before the watch began
      LOG.trace("nothing to watch", e);
    } catch (IOException e) {
      LOG.warn("a caller cannot be watched", e);
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      LOG.warn("the watch over a caller cannot be closed", e);
    }
  }
}
