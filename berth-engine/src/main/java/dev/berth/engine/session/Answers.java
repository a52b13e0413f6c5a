package dev.berth.engine.session;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCategory;
import dev.berth.core.gateway.Grant;
import dev.berth.core.id.SessionId;
import dev.berth.core.session.Session.AgentExit;
import dev.berth.core.session.SessionContext;
import dev.berth.core.workflow.Workflow;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an artifact of the answer of an agent that cannot deliver one itself, where the workflow
 * wants one: the answer of a plain agent, what a command printed. Thread-safe.
 */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final String TEXT = "text/markdown; charset=utf-8";

  private final EngineParts parts;
  private final SessionArtifacts artifacts;
  private final SessionJson json = new SessionJson();

  Answers(EngineParts parts, SessionArtifacts artifacts) {
    this.parts = parts;
    this.artifacts = artifacts;
  }

  /** A text is a text, and anything else the JSON that it is. */
  void ofPlain(Grant grant, SessionContext context, String answer) {
    Object value = json.value(answer);
    if (value instanceof String text) {
      deliver(grant, context, "answer.md", TEXT, text);
    } else {
      deliver(grant, context, "answer.json", "application/json", answer);
    }
  }

  /** Only of one that ended well. */
  void ofCommand(Grant grant, SessionContext context, AgentExit exit) {
    if (isWanted(context) && exit.code().filter(code -> code == 0).isPresent()) {
      SessionId session = context.session();
      String printed = parts.database().read(tx -> CommandOutput.printed(tx, session));
      deliver(grant, context, "answer.md", TEXT, printed);
    }
  }

  private void deliver(
      Grant grant, SessionContext context, String name, String type, String answer) {
    if (isWanted(context) && !answer.isBlank()) {
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      try {
        artifacts.take(grant, name, type, Optional.empty(), new ByteArrayInputStream(bytes));
      } catch (BerthException e) {
        if (e.code().category() == ErrorCategory.UNAVAILABLE) {
          throw e;
        }
        // The end of the agent must be told all the same; the task then has no artifact, and says
        // so.
        LOG.warn("the answer of session {} is not kept: {}", context.session().wire(), e.detail());
      }
    }
  }

  private static boolean isWanted(SessionContext context) {
    return context.workflow().effect() == Workflow.Effect.ARTIFACT;
  }
}
