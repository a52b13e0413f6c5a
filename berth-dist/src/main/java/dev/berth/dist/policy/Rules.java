package dev.berth.dist.policy;

import dev.berth.api.error.ErrorBody;
import dev.berth.api.error.FieldProblem;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.core.error.BerthException;
import dev.berth.core.policy.Policy;
import dev.berth.core.policy.Policy.Question;
import dev.berth.core.policy.Ruling;
import dev.berth.core.time.SystemTime;
import dev.berth.policy.decision.CedarPolicy;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules of a command: the built-in ones, and those of a file. */
final class Rules {
  private final CedarPolicy policy;

  private Rules(CedarPolicy policy) {
    this.policy = policy;
  }

  /** The built-in rules. */
  static Rules builtIn() {
    return new Rules(new CedarPolicy(new SystemTime()));
  }

  /**
   * The built-in rules and those of a file.
   *
   * @throws CliException with everything that is wrong with it
   */
  static Rules of(Path file, CliContext context) {
    String text = read(file, context);
    CedarPolicy policy = new CedarPolicy(new SystemTime());
    try {
      policy.check(file.toString(), text);
    } catch (BerthException e) {
      throw refused(e);
    }
    return new Rules(policy.with(file.toString(), text));
  }

  static String read(Path file, CliContext context) {
    try {
      return Files.readString(context.workingDirectory().resolve(file));
    } catch (CharacterCodingException e) {
      throw CliException.failed("FILE_UNREADABLE", file + " is not UTF-8", "Save it as UTF-8.");
    } catch (IOException e) {
      throw CliException.failed(
          "FILE_UNREADABLE", file + " cannot be read", "Check the name and its permissions.");
    }
  }

  private static CliException refused(BerthException e) {
    List<FieldProblem> details =
        e.problems().stream()
            .map(problem -> new FieldProblem(problem.field(), problem.code(), problem.message()))
            .toList();
    return new CliException(
        new ErrorBody(
            e.code().name(),
            details.size() == 1
                ? "1 mistake in the rules"
                : details.size() + " mistakes in the rules",
            "",
            "Correct each line; the rules from before stay in force.",
            details),
        ExitCode.FAILED,
        e);
  }

  List<Policy.Rule> all() {
    return policy.rules(Optional.empty());
  }

  /** The first decision loads Cedar and may take longer than a decision may take. */
  Ruling judge(Question question) {
    policy.warmUp();
    return policy.judge(question, Set.of());
  }
}
