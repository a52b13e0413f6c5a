package dev.berth.agent.workflow;

import dev.berth.agent.TaskFailure;
import dev.berth.agent.turn.Redactor;
import dev.berth.runtime.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Delivers the answer of a workflow without a repository: the file {@code answer.md}, else the
 * model's last words.
 */
final class Delivery {
  static final String NAME = "answer.md";
  private static final int LARGEST = 10 * 1024 * 1024;

  private final Session session;
  private final Redactor redactor;

  Delivery(Session session, Redactor redactor) {
    this.session = session;
    this.redactor = redactor;
  }

  void deliver(Path workspace, String lastWords) throws InterruptedException {
    String answer = redactor.redact(written(workspace.resolve(NAME), lastWords));
    if (answer.isBlank()) {
      throw new TaskFailure("NOTHING_DONE", "The agent finished without an answer");
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    session.putArtifact(NAME, "text/markdown; charset=utf-8", bytes, sha256(bytes));
  }

  private static String written(Path file, String otherwise) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return otherwise;
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new TaskFailure("ARTIFACT_TOO_LARGE", NAME + " is larger than " + LARGEST + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new TaskFailure("ARTIFACT_UNREADABLE", NAME + " could not be read: " + e.getMessage());
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
