package dev.berth.agent.workflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The reference agent's own system prompt, used when the context brings none.
 *
 * @param version the first 12 hexadecimal digits of the text's SHA-256
 */
public record SystemPrompt(String text, String version) {
  /** The prompt that belongs to a workflow: one for repositories, one for answers without. */
  public static SystemPrompt builtIn(boolean repository) {
    String name = repository ? "coding-v1.txt" : "answer-v1.txt";
    try (InputStream in =
        SystemPrompt.class.getResourceAsStream("/dev/berth/agent/prompt/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the agent's jar lacks its prompt " + name);
      }
      byte[] bytes = in.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      String version = HexFormat.of().formatHex(hash).substring(0, 12);
      return new SystemPrompt(new String(bytes, StandardCharsets.UTF_8), version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
