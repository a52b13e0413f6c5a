package dev.berth.engine.outcome;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionContext;
import dev.berth.core.session.Verification;
import dev.berth.core.task.Evidence;
import dev.berth.core.workflow.Workflow;
import java.util.Optional;

/** Turns what was found out into the evidence that the outcome is settled by. Pure. */
final class Facts {
  private Facts() {}

  static Evidence.Word word(Optional<Session.AgentResult> result) {
    return result
        .map(r -> r.success() ? Evidence.Word.SUCCESS : Evidence.Word.ERROR)
        .orElse(Evidence.Word.NONE);
  }

  /** The agent's reason, when it is one of the catalogue. */
  static Optional<ErrorCode> reason(Optional<Session.AgentResult> result) {
    return result.flatMap(Session.AgentResult::errorCode).flatMap(Facts::code);
  }

  static Evidence.EffectFact effect(Workflow workflow, boolean hasArtifact) {
    return switch (workflow.effect()) {
      case CHANGE_REQUEST -> Evidence.EffectFact.WANTS_CHANGE_REQUEST;
      case ARTIFACT -> hasArtifact ? Evidence.EffectFact.CONFIRMED : Evidence.EffectFact.MISSING;
      // No forge has these effects yet.
      case REVIEW, COMMENT -> Evidence.EffectFact.MISSING;
    };
  }

  static Evidence.Build build(SessionContext context, Optional<Verification> verification) {
    boolean isRequired =
        context.workflow().buildRequired()
            && context.repo().flatMap(SessionContext.RepoContext::buildCommand).isPresent();
    if (!isRequired) {
      return Evidence.Build.NOT_REQUIRED;
    }
    return verification
        .flatMap(Verification::headBuild)
        .map(check -> check.passed() ? Evidence.Build.GREEN : Evidence.Build.RED)
        .orElse(Evidence.Build.NOT_REQUIRED);
  }

  private static Optional<ErrorCode> code(String name) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(name)) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
