package dev.berth.gateway.door;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCategory;
import dev.berth.core.error.ErrorCode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns what a handler throws into the error envelope. A session never sees more of a defect than
 * that there was one: no message of a library and no stack trace.
 */
final class ErrorAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
  private static final String JSON = "application/json";

  private final JsonMapper json = JsonMapper.builder().build();

  void addTo(RoutesConfig routes) {
    routes.exception(BerthException.class, (e, request) -> write(request, e));
    routes.exception(HttpResponseException.class, (e, request) -> write(request, fromHttp(e)));
    routes.exception(Exception.class, (e, request) -> write(request, unexpected(e, request)));
  }

  private BerthException fromHttp(HttpResponseException e) {
    return switch (e.getStatus()) {
      case 404 -> new BerthException(ErrorCode.NOT_FOUND, "the gateway has no such path", e);
      case 405 ->
          new BerthException(ErrorCode.METHOD_NOT_ALLOWED, "the path takes other methods", e);
      case 413 -> new BerthException(ErrorCode.PAYLOAD_TOO_LARGE, "the body is too large", e);
      default ->
          e.getStatus() < 500
              ? new BerthException(ErrorCode.VALIDATION_ERROR, "the request is not valid", e)
              : new BerthException(ErrorCode.INTERNAL_ERROR, "the gateway failed", e);
    };
  }

  private static BerthException unexpected(Exception e, Context request) {
    if (e instanceof IOException) {
      LOG.debug("{} {} broke off", request.method(), request.path(), e);
    } else {
      LOG.error("{} {} failed", request.method(), request.path(), e);
    }
    return new BerthException(ErrorCode.INTERNAL_ERROR, "the gateway failed", e);
  }

  void write(Context request, BerthException e) {
    if (request.res().isCommitted()) {
      LOG.debug("{} {} failed after its answer had begun", request.method(), request.path(), e);
      return;
    }
    if (e.code().category() == ErrorCategory.INTERNAL && e.getCause() == null) {
      LOG.error("{} {} failed", request.method(), request.path(), e);
    }
    ErrorCode code = e.code();
    ObjectNode error = json.createObjectNode();
    error.put("code", code.name());
    error.put("message", e.detail());
    error.put("remedy", code.remedy());
    if (!e.problems().isEmpty()) {
      ArrayNode problems = error.putArray("problems");
      e.problems()
          .forEach(
              p ->
                  problems
                      .addObject()
                      .put("field", p.field())
                      .put("code", p.code())
                      .put("message", p.message()));
    }
    if (code == ErrorCode.UNAUTHENTICATED) {
      // git asks its credential settings only after a challenge
      request.header("WWW-Authenticate", "Basic realm=\"berth\"");
    }
    ObjectNode envelope = json.createObjectNode();
    envelope.set("error", error);
    request.status(code.category().httpStatus());
    request.contentType(JSON).result(json.writeValueAsBytes(envelope));
  }
}
