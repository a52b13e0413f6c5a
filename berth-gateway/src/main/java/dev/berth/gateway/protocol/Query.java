package dev.berth.gateway.protocol;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import io.javalin.http.Context;

/** Parameters of a request's query, each of one value. */
final class Query {
  private Query() {}

  static String text(Context request, String name) {
    var values = request.queryParams(name);
    if (values.size() != 1 || values.getFirst().length() > 200) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR, "the query needs '" + name + "' exactly once");
    }
    return values.getFirst();
  }

  static long number(Context request, String name) {
    String text = text(request, name);
    if (!text.matches("[0-9]{1,15}")) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR, "'" + name + "' must be a number from 0");
    }
    return Long.parseLong(text);
  }

  static boolean flag(Context request, String name) {
    return switch (text(request, name)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new BerthException(
              ErrorCode.VALIDATION_ERROR, "'" + name + "' must be true or false");
    };
  }
}
