package dev.berth.gateway.registry;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.time.Time;
import dev.berth.gateway.door.IdleWatch;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a registry's answers on: headers of a list, bytes as they come. What is no success has no
 * body of the registry's, which may quote what it was sent. Thread-safe.
 */
final class RegistryAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryAnswers.class);
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final int BUFFER = 32 * 1024;

  /** Of an index in which addresses are changed: it is held in memory. */
  private static final int REWRITTEN_BYTES = 32 << 20;

  private static final List<String> TOLD =
      List.of(
          "Content-Type",
          "Content-Range",
          "Content-Encoding",
          "Accept-Ranges",
          "ETag",
          "Last-Modified",
          "Cache-Control",
          "X-Checksum-Md5",
          "X-Checksum-Sha1",
          "X-Checksum-Sha256",
          "X-Checksum-Sha512");

  private final Time time;

  RegistryAnswers(Time time) {
    this.time = time;
  }

  /**
   * Passes an answer on.
   *
   * @throws BerthException {@code REGISTRY_UNAVAILABLE}, {@code REGISTRY_REFUSED}, {@code
   *     PAYLOAD_TOO_LARGE}
   */
  void pass(Binding binding, HttpResponse<InputStream> response, Context request)
      throws IOException {
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      switch (status) {
        case 200, 201, 202, 203, 204, 206 -> success(binding, response, body, request);
        case 304, 404, 409, 410, 412, 416 -> bare(response, request);
        case 429 -> {
          response
              .headers()
              .firstValue("Retry-After")
              .filter(value -> value.matches("[0-9]{1,6}"))
              .ifPresent(value -> request.header("Retry-After", value));
          bare(response, request);
        }
        default ->
            throw new BerthException(
                status >= 500 ? ErrorCode.REGISTRY_UNAVAILABLE : ErrorCode.REGISTRY_REFUSED,
                "the registry " + binding.name() + " answered " + status);
      }
    }
  }

  private static void bare(HttpResponse<InputStream> response, Context request) {
    request.status(response.statusCode());
    response.headers().firstValue("ETag").ifPresent(value -> request.header("ETag", value));
  }

  private void success(
      Binding binding, HttpResponse<InputStream> response, InputStream body, Context request)
      throws IOException {
    OptionalLong length = response.headers().firstValueAsLong("Content-Length");
    if (length.orElse(0) > binding.maxBytes()) {
      throw tooLarge(binding);
    }
    request.status(response.statusCode());
    for (String name : TOLD) {
      response.headers().firstValue(name).ifPresent(value -> request.header(name, value));
    }
    if (isIndex(binding, response)) {
      rewrite(binding, body, request);
      return;
    }
    // what a HEAD tells of an index would not be its length here
    length.ifPresent(bytes -> request.header("Content-Length", Long.toString(bytes)));
    if (!request.method().name().equals("HEAD")) {
      stream(binding, body, request);
    }
  }

  private static boolean isIndex(Binding binding, HttpResponse<InputStream> response) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    boolean encoded = response.headers().firstValue("Content-Encoding").isPresent();
    return binding.isRewritten()
        && response.statusCode() == 200
        && !encoded
        && (type.contains("json") || type.startsWith("text/html"));
  }

  /** Addresses of the registry become those under which sessions reach it. */
  private static void rewrite(Binding binding, InputStream body, Context request)
      throws IOException {
    if (request.method().name().equals("HEAD")) {
      return;
    }
    byte[] bytes = body.readNBytes(REWRITTEN_BYTES + 1);
    if (bytes.length > REWRITTEN_BYTES) {
      throw tooLarge(binding);
    }
    String here = binding.inSession();
    String there = binding.base().toString();
    // Latin 1 keeps every byte as it is, whatever the page is written in
    String text =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .replace(there, here)
            .replace(there.replace("/", "\\/"), here.replace("/", "\\/"));
    request.result(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void stream(Binding binding, InputStream body, Context request) throws IOException {
    OutputStream out = request.outputStream();
    byte[] buffer = new byte[BUFFER];
    long passed = 0;
    try (IdleWatch watch = IdleWatch.over(IDLE, time, body)) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        watch.pause();
        passed += read;
        if (passed > binding.maxBytes()) {
          throw new IOException("the answer is larger than " + binding.maxBytes() + " bytes");
        }
        out.write(buffer, 0, read);
        watch.resume();
      }
      out.flush();
    } catch (IOException e) {
      LOG.info("an answer of the registry {} was cut: {}", binding.name(), e.toString());
      // what ends in the ordinary way would be taken for whole
      ServletContextRequest.getServletContextRequest(request.req())
          .getConnectionMetaData()
          .getConnection()
          .getEndPoint()
          .close();
      throw e;
    }
  }

  private static BerthException tooLarge(Binding binding) {
    return new BerthException(
        ErrorCode.PAYLOAD_TOO_LARGE,
        "the registry " + binding.name() + " answers with more bytes than a session may get");
  }
}
