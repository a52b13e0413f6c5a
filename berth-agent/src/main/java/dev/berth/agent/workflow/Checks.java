package dev.berth.agent.workflow;

import dev.berth.agent.command.CommandLog;
import dev.berth.agent.command.CommandResult;
import dev.berth.agent.command.Commands;
import dev.berth.runtime.session.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The repository's own build and lint, before and after the model's work. What they say here is the
 * agent's report; Berth verifies the pushed commit by itself. Not thread-safe.
 */
final class Checks {
  /** A check of the repository. */
  enum Check {
    BUILD("build"),
    LINT("lint");

    private final String key;

    Check(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }
  }

  private final Commands commands;
  private final CommandLog log;
  private final Duration timeout;
  private final Map<String, String> environment;
  private final Map<Check, Result.CheckRun> before = new EnumMap<>(Check.class);
  private final Map<Check, Result.CheckRun> after = new EnumMap<>(Check.class);

  Checks(Commands commands, CommandLog log, Duration timeout, Map<String, String> environment) {
    this.commands = commands;
    this.log = log;
    this.timeout = timeout;
    this.environment = Map.copyOf(environment);
  }

  CommandResult run(Check check, String line, Path directory, boolean workDone)
      throws InterruptedException {
    CommandResult result =
        commands.run(Commands.Command.shell(line, directory, environment, timeout));
    log.add(line, result);
    (workDone ? after : before).put(check, new Result.CheckRun(result.exit(), result.durationMs()));
    return result;
  }

  Optional<Result.CheckRun> after(Check check) {
    return Optional.ofNullable(after.get(check));
  }

  Map<String, Result.BeforeAfter> reported() {
    Map<String, Result.BeforeAfter> reported = new LinkedHashMap<>();
    for (Check check : Check.values()) {
      if (before.containsKey(check) || after.containsKey(check)) {
        reported.put(check.key(), new Result.BeforeAfter(before.get(check), after.get(check)));
      }
    }
    return reported;
  }
}
