package dev.berth.gateway.protocol;

import dev.berth.core.session.Verification;
import dev.berth.core.session.Verification.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what session init found when it verified a commit. */
final class VerificationText {
  private static final Pattern OID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int COMMAND_CHARS = 10_000;
  private static final int OUTPUT_CHARS = 8 * 1024;
  private static final long MAX_MILLIS = Duration.ofDays(1).toMillis();
  private static final Set<String> KEYS = keys();

  private VerificationText() {}

  private static Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>(List.of("head.commit", "base.commit", "error"));
    for (String check : List.of("head.build", "head.lint", "base.build", "base.lint")) {
      for (String part : List.of("command", "exit", "duration_ms", "output")) {
        keys.add(check + "." + part);
      }
    }
    return Set.copyOf(keys);
  }

  static Verification read(byte[] bytes, Instant now) {
    PropertiesText body = PropertiesText.read(bytes, KEYS);
    Optional<String> error = body.optional("error", 4_000);
    Verification verification =
        new Verification(
            oid(body, "head.commit").orElse(""),
            check(body, "head.build"),
            check(body, "head.lint"),
            check(body, "base.build"),
            check(body, "base.lint"),
            error,
            now);
    oid(body, "base.commit");
    if (verification.headOid().isEmpty() && error.isEmpty()) {
      body.problem("head.commit", "is required unless there is an error");
    }
    body.done();
    return verification;
  }

  private static Optional<String> oid(PropertiesText body, String key) {
    Optional<String> oid = body.optional(key, 64);
    if (oid.isPresent() && !OID.matcher(oid.get()).matches()) {
      body.problem(key, "must be an object id in lower-case hex");
      return Optional.empty();
    }
    return oid;
  }

  private static Optional<Check> check(PropertiesText body, String name) {
    if (!body.has(name + ".exit")) {
      return Optional.empty();
    }
    return Optional.of(
        new Check(
            body.text(name + ".command", COMMAND_CHARS),
            (int) body.number(name + ".exit", -1, 65_535),
            Duration.ofMillis(body.number(name + ".duration_ms", 0, MAX_MILLIS)),
            body.optional(name + ".output", OUTPUT_CHARS).orElse("")));
  }
}
