package dev.berth.gateway.protocol;

import dev.berth.core.session.Session.AgentResult;
import dev.berth.gateway.json.JsonFields;
import dev.berth.gateway.json.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads an agent's result. The report is kept as it was sent; its form is checked here. */
final class ResultReader {
  private static final int MAX_COMMANDS = 500;

  private ResultReader() {}

  static AgentResult read(StrictJson json, byte[] body, Instant now) {
    JsonFields fields = new JsonFields(json.object(body));
    String outcome = fields.text("outcome", 16);
    boolean success = outcome.equals("success");
    if (!success && !outcome.equals("error")) {
      fields.problem("outcome", "INVALID", "must be success or error");
    }
    Optional<String> code = fields.optionalText("error_code", 64);
    if (success && code.isPresent()) {
      fields.problem("error_code", "INVALID", "must be null on success");
    }
    String message = fields.optionalText("message", 10_000).orElse("");
    fields.number("turns_completed", 0, Integer.MAX_VALUE);
    fields.optionalFields("reported").ifPresent(ResultReader::reported);
    for (JsonFields command : fields.list("commands", MAX_COMMANDS)) {
      command.text("command", 10_000);
      run(command);
    }
    fields.done();
    return new AgentResult(success, code, message, StrictJson.text(body), now);
  }

  private static void reported(JsonFields reported) {
    for (String check : List.of("build", "lint")) {
      reported
          .optionalFields(check)
          .ifPresent(
              pair -> {
                pair.optionalFields("before").ifPresent(ResultReader::run);
                pair.optionalFields("after").ifPresent(ResultReader::run);
                pair.refuseOthers();
              });
    }
    reported.refuseOthers();
  }

  private static void run(JsonFields run) {
    run.number("exit", -1, 65_535);
    run.number("duration_ms", 0, Integer.MAX_VALUE);
    run.refuseOthers();
  }
}
