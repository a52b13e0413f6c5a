package dev.berth.stacks.aws;

import com.sun.net.httpserver.HttpExchange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which operation a request asks for, by the protocol of each service. */
final class Routes {
  private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=([A-Za-z]+)");
  private static final Map<String, AwsService> TARGETS =
      Map.of(
          "Logs_20140328", AwsService.LOGS,
          "AmazonEC2ContainerRegistry_V20150921", AwsService.ECR,
          "secretsmanager", AwsService.SECRETS);

  private record Route(String pattern, AwsOperation operation) {}

  private static final List<Route> REST =
      List.of(
          new Route("POST /runtimes/", AwsOperation.LIST_RUNTIMES),
          new Route("GET /runtimes/[^/]+/", AwsOperation.GET_RUNTIME),
          new Route("DELETE /runtimes/[^/]+/", AwsOperation.DELETE_RUNTIME),
          new Route("POST /runtimes/[^/]+/runtime-endpoints/", AwsOperation.LIST_ENDPOINTS),
          new Route("GET /runtimes/[^/]+/runtime-endpoints/[^/]+/", AwsOperation.GET_ENDPOINT),
          new Route(
              "DELETE /runtimes/[^/]+/runtime-endpoints/[^/]+/", AwsOperation.DELETE_ENDPOINT),
          new Route("POST /runtimes/.+/stopruntimesession", AwsOperation.STOP_RUNTIME_SESSION),
          new Route("POST /browsers", AwsOperation.LIST_BROWSERS),
          new Route("GET /browsers/[^/]+", AwsOperation.GET_BROWSER),
          new Route("DELETE /browsers/[^/]+", AwsOperation.DELETE_BROWSER),
          new Route("POST /browsers/[^/]+/sessions/list", AwsOperation.LIST_BROWSER_SESSIONS),
          new Route("GET /browsers/[^/]+/sessions/get", AwsOperation.GET_BROWSER_SESSION),
          new Route("PUT /browsers/[^/]+/sessions/stop", AwsOperation.STOP_BROWSER_SESSION),
          new Route("POST /code-interpreters", AwsOperation.LIST_INTERPRETERS),
          new Route("GET /code-interpreters/[^/]+", AwsOperation.GET_INTERPRETER),
          new Route("DELETE /code-interpreters/[^/]+", AwsOperation.DELETE_INTERPRETER),
          new Route(
              "POST /code-interpreters/[^/]+/sessions/list",
              AwsOperation.LIST_INTERPRETER_SESSIONS),
          new Route(
              "GET /code-interpreters/[^/]+/sessions/get", AwsOperation.GET_INTERPRETER_SESSION),
          new Route(
              "PUT /code-interpreters/[^/]+/sessions/stop", AwsOperation.STOP_INTERPRETER_SESSION),
          new Route("POST /identities/ListWorkloadIdentities", AwsOperation.LIST_IDENTITIES),
          new Route("POST /identities/GetWorkloadIdentity", AwsOperation.GET_IDENTITY),
          new Route("POST /identities/DeleteWorkloadIdentity", AwsOperation.DELETE_IDENTITY),
          new Route("GET /tags/.+", AwsOperation.LIST_AGENT_TAGS),
          new Route("GET /", AwsOperation.LIST_BUCKETS),
          new Route("HEAD /[^/]+", AwsOperation.HEAD_BUCKET),
          new Route("GET /[^/]+", AwsOperation.GET_BUCKET_TAGS),
          new Route("DELETE /[^/]+", AwsOperation.DELETE_BUCKET));

  private Routes() {}

  static Optional<AwsOperation> of(HttpExchange exchange, String body) {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target != null) {
      int dot = target.lastIndexOf('.');
      AwsService service = TARGETS.get(target.substring(0, dot));
      return named(target.substring(dot + 1)).filter(one -> one.service() == service).findFirst();
    }
    Matcher action = ACTION.matcher(body);
    if (action.find()) {
      return named(action.group(1)).findFirst();
    }
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
    return REST.stream()
        .filter(route -> line.matches(route.pattern()))
        .map(Route::operation)
        .findFirst();
  }

  private static Stream<AwsOperation> named(String api) {
    return Arrays.stream(AwsOperation.values()).filter(one -> one.api().equals(api));
  }
}
