package dev.berth.cli.conformance;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/**
 * What {@code /ping} said.
 *
 * @param since unix seconds of the last change of status
 * @param took how long the answer took
 */
record Ping(String status, long since, Duration took) {
  static final String HEALTHY = "Healthy";
  static final String BUSY = "HealthyBusy";

  static Ping of(Reply reply) throws Deviation {
    reply.having(200);
    JsonNode body = reply.object();
    String status = body.path("status").asString("");
    if (!status.equals(HEALTHY) && !status.equals(BUSY)) {
      throw new Deviation("the status \"" + status + "\" in " + reply.shown());
    }
    JsonNode since = body.path("time_of_last_update");
    if (since.isMissingNode() || since.isNull()) {
      throw new Deviation("no time_of_last_update in " + reply.shown());
    }
    if (!since.isIntegralNumber()) {
      throw new Deviation("time_of_last_update is " + since + ", not a whole number");
    }
    return new Ping(status, since.asLong(), reply.took());
  }

  boolean busy() {
    return status.equals(BUSY);
  }
}
