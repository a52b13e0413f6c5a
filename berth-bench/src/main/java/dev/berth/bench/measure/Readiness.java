package dev.berth.bench.measure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * How a server that was just started is waited for.
 *
 * @param question what it is asked
 * @param ready whether its answer says that it is ready
 * @param poll between two looks
 * @param patience after which it is given up
 */
public record Readiness(
    HttpRequest question, Predicate<HttpResponse<String>> ready, Duration poll, Duration patience) {

  /** A port that nobody listens on now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Waits for it.
   *
   * @param begin when the process was started, in nanoseconds
   * @throws IOException when it ends or its time is up
   */
  public void await(Process process, HttpClient client, long begin)
      throws IOException, InterruptedException {
    while (!answers(client)) {
      if (!process.isAlive() || System.nanoTime() - begin > patience.toNanos()) {
        throw new IOException("no good answer from " + question.uri());
      }
      LockSupport.parkNanos(poll.toNanos());
    }
  }

  private boolean answers(HttpClient client) throws InterruptedException {
    try {
      return ready.test(client.send(question, BodyHandlers.ofString()));
    } catch (IOException e) {
      return false; // It does not listen yet.
    }
  }
}
