package dev.berth.server.http;

import dev.berth.api.envelope.Data;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One authenticated call: its parameters as types, and its answer. */
public final class Call {
  private final Context context;
  private final Caller caller;
  private final ApiJson json;
  private final long bodyLimit;

  Call(Context context, Caller caller, ApiJson json, long bodyLimit) {
    this.context = context;
    this.caller = caller;
    this.json = json;
    this.bodyLimit = bodyLimit;
  }

  public Caller caller() {
    return caller;
  }

  /** The framework's own view, for streams. */
  public Context context() {
    return context;
  }

  public ApiJson json() {
    return json;
  }

  /** The raw body, within the limit. */
  public byte[] bodyBytes() {
    byte[] body;
    try {
      body = context.req().getInputStream().readNBytes((int) bodyLimit + 1);
    } catch (java.io.IOException e) {
      throw new BerthException(ErrorCode.MALFORMED_BODY, "the body could not be read", e);
    }
    if (body.length > bodyLimit) {
      throw new BerthException(
          ErrorCode.PAYLOAD_TOO_LARGE, "the body may have " + bodyLimit + " bytes");
    }
    return body;
  }

  /** The body as strict JSON. */
  public <T> T body(Class<T> type) {
    return json.read(bodyBytes(), type);
  }

  /**
   * A path parameter of the wanted form. One of another form names nothing that exists.
   *
   * @throws BerthException {@code NOT_FOUND}
   */
  public <T> T path(String name, Function<String, T> parse) {
    String text = context.pathParam(name);
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new BerthException(ErrorCode.NOT_FOUND, "nothing has this " + name, e);
    }
  }

  /** A query parameter of the wanted form. */
  public <T> Optional<T> query(String name, Function<String, T> parse) {
    String text = context.queryParam(name);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(text));
    } catch (IllegalArgumentException e) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR,
          "the parameter '" + name + "' is not valid",
          List.of(
              new FieldProblem(
                  name, "VALUE", Optional.ofNullable(e.getMessage()).orElse("not valid"))),
          e);
    }
  }

  /** How many rows are wanted: {@code limit}, 1-200, 50 when absent. */
  public int limit() {
    return query(
            "limit",
            text -> {
              int limit = Integer.parseInt(text);
              if (limit < 1 || limit > 200) {
                throw new IllegalArgumentException("a number from 1 to 200");
              }
              return limit;
            })
        .orElse(50);
  }

  /**
   * Refuses query parameters that this route does not know: a misspelt filter must not list
   * everything.
   */
  void onlyQuery(List<String> known) {
    Set<String> names = Set.copyOf(known);
    List<FieldProblem> unknown =
        context.queryParamMap().keySet().stream()
            .filter(name -> !names.contains(name))
            .sorted()
            .map(
                name ->
                    new FieldProblem(name, "UNKNOWN_PARAMETER", "this call has no such parameter"))
            .toList();
    if (!unknown.isEmpty()) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR, "unknown query parameter", unknown, null);
    }
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(context.header(name));
  }

  /** Answers {@code {"data": ...}}. */
  public void answer(int status, Object data) {
    send(status, new Data<>(data));
  }

  /** Answers a body of its own. */
  public void send(int status, Object body) {
    context.status(status).contentType("application/json").result(json.write(body));
  }
}
