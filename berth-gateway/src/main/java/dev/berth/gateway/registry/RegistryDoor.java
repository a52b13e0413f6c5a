package dev.berth.gateway.registry;

import dev.berth.core.egress.EgressRefusal;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gates.Answer;
import dev.berth.core.gateway.Grant;
import dev.berth.core.time.Time;
import dev.berth.gateway.door.Access;
import dev.berth.gateway.door.Rate;
import dev.berth.gateway.door.SessionRoute;
import dev.berth.gateway.egress.EgressPolicies;
import dev.berth.gateway.egress.HostGates;
import dev.berth.gateway.egress.Refused;
import dev.berth.gateway.egress.Target;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * The sessions' way to private registries of the operator's: {@code /session/registry/NAME/...}.
 * Host, methods and prefix are the operator's, whether a repository's sessions may use it is said
 * with its egress list, and the credential is Berth's. Thread-safe.
 */
public final class RegistryDoor {
  private static final String PREFIX = "/session/registry/";
  private static final Rate RATE = new Rate(100, 1_000);

  /** Of a request; {@code Accept-Encoding} only where the answer is passed on as it is. */
  private static final List<String> ASKED =
      List.of("Accept", "If-None-Match", "If-Modified-Since", "Range", "Content-Type");

  private final Map<String, Binding> bindings = new LinkedHashMap<>();
  private final EgressPolicies policies;
  private final HostGates hosts;
  private final BiConsumer<Grant, Refused> refused;
  private final RegistryUpstream upstream;
  private final RegistryAnswers answers;

  /**
   * @param hosts asks rules and people about the hosts behind the registries
   * @param refused hears of sessions that may not use a registry
   */
  public RegistryDoor(
      List<Binding> bindings,
      EgressPolicies policies,
      HostGates hosts,
      BiConsumer<Grant, Refused> refused,
      RegistryUpstream upstream,
      Time time) {
    bindings.forEach(binding -> this.bindings.put(binding.name(), binding));
    this.policies = policies;
    this.hosts = hosts;
    this.refused = refused;
    this.upstream = upstream;
    this.answers = new RegistryAnswers(time);
  }

  /** Reading for agents and verifications, writing for agents at work. */
  public List<SessionRoute> routes() {
    return Stream.of(
            route(HandlerType.GET, Access.WORKING),
            route(HandlerType.HEAD, Access.WORKING),
            route(HandlerType.POST, Access.WORKING_AGENT),
            route(HandlerType.PUT, Access.WORKING_AGENT))
        .toList();
  }

  private SessionRoute route(HandlerType method, Access access) {
    return new SessionRoute(method, PREFIX + "{registry}/<path>", access, RATE, 0, this::handle);
  }

  private void handle(Grant grant, Context request) throws IOException, InterruptedException {
    Binding binding = binding(grant, request.pathParam("registry"));
    String method = request.method().name();
    if (!binding.methods().contains(method)) {
      throw new BerthException(
          ErrorCode.REGISTRY_PATH_REFUSED,
          "the registry " + binding.name() + " takes " + String.join(", ", binding.methods()));
    }
    RegistryPath path =
        RegistryPath.read(
            binding.kind(),
            below(binding, request.req().getRequestURI()),
            Optional.ofNullable(request.req().getQueryString()));
    HttpResponse<InputStream> response =
        upstream.call(
            binding,
            path,
            new RegistryUpstream.Call(method, headers(binding, request), body(request)));
    answers.pass(binding, response, request);
  }

  /** The registry, when the session's repository may use it. */
  private Binding binding(Grant grant, String name) {
    Binding binding = bindings.get(name);
    if (binding == null) {
      throw new BerthException(ErrorCode.NOT_FOUND, "no registry has this name");
    }
    EgressPolicies.Reach reach = policies.of(grant);
    if (!reach.registries().contains(name)) {
      EgressRefusal off = EgressRefusal.BINDING_OFF;
      refused.accept(grant, new Refused(new Target(name, 0), off));
      throw new BerthException(
          ErrorCode.EGRESS_DENIED,
          name + " is not allowed: " + off.words() + ". " + off.remedy(reach.repo(), name));
    }
    requireRules(grant, binding);
    return binding;
  }

  /** Rules speak of the host that the registry stands for. */
  private void requireRules(Grant grant, Binding binding) {
    switch (hosts.ask(grant, binding.target())) {
      case Answer.Allowed _ -> {}
      case Answer.Denied denied -> {
        refused.accept(grant, new Refused(new Target(binding.name(), 0), EgressRefusal.RULE));
        throw new BerthException(
            ErrorCode.EGRESS_DENIED,
            "%s is not allowed: %s (%s %s)"
                .formatted(
                    binding.name(),
                    denied.reason(),
                    denied.code(),
                    String.join(", ", denied.rules())));
      }
      case Answer.Pending pending ->
          throw new BerthException(
              ErrorCode.EGRESS_AWAITS_APPROVAL,
              "%s waits for a human: %s. Gate %s, until %s"
                  .formatted(
                      binding.name(), pending.reason(), pending.gate(), pending.expiresAt()));
    }
  }

  /** As it was sent: what was decoded once cannot be judged any more. */
  private static String below(Binding binding, String uri) {
    String prefix = PREFIX + binding.name() + "/";
    if (!uri.startsWith(prefix)) {
      throw new BerthException(
          ErrorCode.REGISTRY_PATH_REFUSED, "the path does not begin with the registry's name");
    }
    return uri.substring(prefix.length());
  }

  private static Map<String, String> headers(Binding binding, Context request) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : ASKED) {
      Optional.ofNullable(request.header(name)).ifPresent(value -> headers.put(name, value));
    }
    if (!binding.isRewritten()) {
      Optional.ofNullable(request.header("Accept-Encoding"))
          .ifPresent(value -> headers.put("Accept-Encoding", value));
    }
    headers.put("User-Agent", "berth");
    return headers;
  }

  private static HttpRequest.BodyPublisher body(Context request) {
    long length = request.req().getContentLengthLong();
    boolean chunked = request.header("Transfer-Encoding") != null;
    if (length <= 0 && !chunked) {
      return HttpRequest.BodyPublishers.noBody();
    }
    HttpRequest.BodyPublisher bytes =
        HttpRequest.BodyPublishers.ofInputStream(request::bodyInputStream);
    OptionalLong known = length > 0 ? OptionalLong.of(length) : OptionalLong.empty();
    return known.isPresent()
        ? HttpRequest.BodyPublishers.fromPublisher(bytes, known.getAsLong())
        : bytes;
  }
}
