package dev.berth.gateway.registry;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.secret.Secret;
import dev.berth.core.secret.SecretStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls registries. The credential goes to addresses below the registry's base and nowhere else:
 * redirects are followed here, one by one, and for reading only. Thread-safe.
 */
public final class RegistryUpstream {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryUpstream.class);
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Until an answer begins: a registry may fetch what it proxies first. */
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final SecretStore secrets;
  private final HttpClient client;

  /**
   * @param trust whom to trust over TLS
   */
  public RegistryUpstream(SecretStore secrets, SSLContext trust) {
    this.secrets = secrets;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .sslContext(trust)
            .build();
  }

  /**
   * A call.
   *
   * @param headers that are passed on
   */
  record Call(String method, Map<String, String> headers, HttpRequest.BodyPublisher body) {
    boolean isRead() {
      return method.equals("GET") || method.equals("HEAD");
    }
  }

  /**
   * Calls a registry, and where it sends a reader on.
   *
   * @throws BerthException {@code REGISTRY_UNAVAILABLE}, {@code REGISTRY_REFUSED}
   */
  HttpResponse<InputStream> call(Binding binding, RegistryPath path, Call call)
      throws IOException, InterruptedException {
    URI address = path.below(binding.base());
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      HttpResponse<InputStream> response = send(binding, address, call);
      if (!REDIRECTS.contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      address = next(binding, address, call, response);
    }
    throw new BerthException(
        ErrorCode.REGISTRY_REFUSED,
        "the registry " + binding.name() + " sends readers round in circles");
  }

  private URI next(Binding binding, URI from, Call call, HttpResponse<InputStream> response) {
    Optional<URI> to =
        response.headers().firstValue("Location").flatMap(location -> resolve(from, location));
    if (to.isEmpty() || !call.isRead()) {
      throw new BerthException(
          ErrorCode.REGISTRY_REFUSED,
          "the registry "
              + binding.name()
              + " answers with a redirect "
              + (to.isEmpty() ? "to nowhere" : "to a call that writes"));
    }
    boolean named =
        "https".equals(to.get().getScheme())
            && to.get().getUserInfo() == null
            && binding
                .redirectHosts()
                .contains(String.valueOf(to.get().getHost()).toLowerCase(Locale.ROOT));
    if (!named && !RegistryPath.isBelow(to.get(), binding.base())) {
      throw new BerthException(
          ErrorCode.REGISTRY_REFUSED,
          "the registry "
              + binding.name()
              + " sends readers to "
              + String.valueOf(to.get().getHost())
              + ", which 'redirect_hosts' of it does not name");
    }
    return to.get();
  }

  private static Optional<URI> resolve(URI from, String location) {
    try {
      return Optional.of(from.resolve(new URI(location)));
    } catch (URISyntaxException notAnAddress) {
      return Optional.empty();
    }
  }

  private HttpResponse<InputStream> send(Binding binding, URI address, Call call)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).method(call.method(), call.body()).timeout(ANSWER);
    call.headers().forEach(request::header);
    if (RegistryPath.isBelow(address, binding.base())) {
      binding
          .credential()
          .ifPresent(credential -> request.header("Authorization", header(binding, credential)));
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      // the message of a library may hold the address with its signature: it stays in the log
      LOG.warn("the registry {} is not reached: {}", binding.name(), e.getClass().getSimpleName());
      LOG.debug("the registry {} is not reached", binding.name(), e);
      throw new BerthException(
          ErrorCode.REGISTRY_UNAVAILABLE, "the registry " + binding.name() + " does not answer");
    }
  }

  private String header(Binding binding, Binding.Credential credential) {
    Secret secret =
        secrets
            .find(credential.secret())
            .orElseThrow(
                () -> {
                  LOG.warn("{} is not set, for registry {}", credential.secret(), binding.name());
                  return new BerthException(
                      ErrorCode.REGISTRY_REFUSED,
                      "the credential of the registry " + binding.name() + " is not set");
                });
    return switch (credential) {
      case Binding.Credential.Basic basic ->
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(
                      (basic.user() + ":" + secret.reveal()).getBytes(StandardCharsets.UTF_8));
      case Binding.Credential.Bearer _ -> "Bearer " + secret.reveal();
    };
  }
}
