package dev.berth.server.http;

import dev.berth.api.http.MediaTypes;
import dev.berth.core.access.Role;
import dev.berth.core.access.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One operation of the API, as it is served and as the OpenAPI document shows it: there is no other
 * list of routes.
 *
 * @param method upper case
 * @param path with parts in braces
 * @param needed the least role that may call it; empty: nobody has to say who they are
 * @param parameters of the query; others are refused
 * @param request the record of the body
 * @param bodyOptional whether an empty body is good, too
 * @param replies on success
 */
public record Operation(
    String method,
    String path,
    String summary,
    Optional<Role> needed,
    List<Parameter> parameters,
    Optional<Class<?>> request,
    boolean bodyOptional,
    List<Reply> replies) {
  public Operation {
    parameters = List.copyOf(parameters);
    replies = List.copyOf(replies);
  }

  /** A parameter of the query, or a header that the operation reads. */
  public record Parameter(String name, Where where, String meaning) {}

  /** Where a parameter stands. */
  public enum Where {
    QUERY,
    HEADER
  }

  /** A successful answer. */
  public sealed interface Reply {
    int status();

    /** {@code {"data": {...}}}. */
    record One(int status, Class<?> type) implements Reply {}

    /** {@code {"data": [...]}}, with {@code pagination} when it comes in pages. */
    record Many(int status, Class<?> type, boolean paged) implements Reply {}

    /** Bytes of another media type. */
    record Bytes(int status, String mediaType) implements Reply {}

    /** JSON of a form that is described elsewhere. */
    record Json(int status) implements Reply {}
  }

  public static Operation get(String path, String summary) {
    return of("GET", path, summary);
  }

  public static Operation post(String path, String summary) {
    return of("POST", path, summary);
  }

  public static Operation patch(String path, String summary) {
    return of("PATCH", path, summary);
  }

  public static Operation delete(String path, String summary) {
    return of("DELETE", path, summary);
  }

  private static Operation of(String method, String path, String summary) {
    return new Operation(
        method,
        path,
        summary,
        Optional.of(Role.USER),
        List.of(),
        Optional.empty(),
        false,
        List.of());
  }

  /** For this role and those above it. */
  public Operation only(Role least) {
    return new Operation(
        method, path, summary, Optional.of(least), parameters, request, bodyOptional, replies);
  }

  /** For everybody, without a credential. */
  public Operation open() {
    return new Operation(
        method, path, summary, Optional.empty(), parameters, request, bodyOptional, replies);
  }

  public Operation query(String name, String meaning) {
    return with(new Parameter(name, Where.QUERY, meaning));
  }

  public Operation header(String name, String meaning) {
    return with(new Parameter(name, Where.HEADER, meaning));
  }

  /** Newest first, in pages. */
  public Operation paged() {
    return query("limit", "how many, 1 to 200, 50 when absent")
        .query("next_token", "goes on where a page ended");
  }

  public Operation takes(Class<?> body) {
    return new Operation(
        method, path, summary, needed, parameters, Optional.of(body), bodyOptional, replies);
  }

  /** Takes this body, or none. */
  public Operation mayTake(Class<?> body) {
    return new Operation(
        method, path, summary, needed, parameters, Optional.of(body), true, replies);
  }

  public Operation answers(int status, Class<?> type) {
    return with(new Reply.One(status, type));
  }

  public Operation answersMany(Class<?> type) {
    return with(new Reply.Many(200, type, false));
  }

  public Operation answersPages(Class<?> type) {
    return paged().with(new Reply.Many(200, type, true));
  }

  public Operation answersBytes(String mediaType) {
    return with(new Reply.Bytes(200, mediaType));
  }

  public Operation answersEvents() {
    return answersBytes(MediaTypes.EVENT_STREAM);
  }

  /** Answers this, too, on success. */
  public Operation with(Reply reply) {
    return new Operation(
        method,
        path,
        summary,
        needed,
        parameters,
        request,
        bodyOptional,
        Stream.concat(replies.stream(), Stream.of(reply)).toList());
  }

  private Operation with(Parameter parameter) {
    List<Parameter> more = new ArrayList<>(parameters);
    more.add(parameter);
    return new Operation(method, path, summary, needed, more, request, bodyOptional, replies);
  }

  /** What a key that is limited to scopes needs for it: the thing in the path, read or written. */
  Optional<Scope> scope() {
    String first = path.split("/", -1)[2];
    // What waits is part of tasks.
    String thing = first.equals("pending") ? "tasks" : first;
    return Scope.of(thing + (method.equals("GET") ? ":read" : ":write"));
  }

  /** The parameters of the query, by name. */
  List<String> queryNames() {
    return parameters.stream().filter(p -> p.where() == Where.QUERY).map(Parameter::name).toList();
  }
}
