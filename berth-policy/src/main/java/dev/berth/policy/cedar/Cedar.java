package dev.berth.policy.cedar;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.DetailedError;
import com.cedarpolicy.model.Effect;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads, checks and prepares rules. Thread-safe: the library's native part keeps nothing between
 * calls but parsed sets and schemas, behind a lock of its own.
 */
public final class Cedar {
  /** Sets that the native part keeps parsed; beyond it an evaluation parses again. */
  private static final int CACHED_SETS = 4096;

  private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
  private final Schema schema;

  /**
   * Loads the native library, which takes some hundred milliseconds the first time.
   *
   * @param schemaText what rules may read
   */
  public Cedar(String schemaText) {
    try {
      PolicySet.setCacheMaxPolicySets(CACHED_SETS);
      this.schema = Schema.parse(Schema.JsonOrCedar.Cedar, schemaText);
      this.schema.cache();
    } catch (InternalException | CacheException e) {
      throw new IllegalStateException("the schema of rules does not load", e);
    }
  }

  /**
   * Reads the text of one rule.
   *
   * @throws CedarException when it is not exactly one rule in Cedar's syntax
   */
  public Parsed parse(String text) throws CedarException {
    try {
      Policy policy = Policy.parseStaticPolicy(text);
      return Parsed.of(
          policy.getAnnotations(), policy.effect() == Effect.FORBID, new Tree(policy.toJson()));
    } catch (InternalException e) {
      throw new CedarException(plain(String.join("; ", e.getErrors())), e);
    }
  }

  private static String plain(String message) {
    return message.replace("Internal JNI Error: ", "");
  }

  /** Everything in the rules that the schema does not allow. */
  public List<Finding> validate(Map<String, String> textById) throws CedarException {
    ValidationResponse response;
    try {
      response = engine.validate(new ValidationRequest(schema, policies(textById)));
    } catch (AuthException e) {
      throw new CedarException("the rules could not be checked", e);
    }
    List<Finding> findings = new ArrayList<>();
    response.errors.ifPresent(
        errors -> errors.forEach(e -> findings.add(finding(Optional.empty(), e))));
    response.success.ifPresent(
        success ->
            success.validationErrors.forEach(
                e -> findings.add(finding(Optional.of(e.getPolicyId()), e.getError()))));
    return findings;
  }

  private static Finding finding(Optional<String> id, DetailedError error) {
    String prefix = id.map(value -> "for policy `" + value + "`, ").orElse("");
    String message =
        error.message.startsWith(prefix) ? error.message.substring(prefix.length()) : error.message;
    int offset = error.sourceLocations.isEmpty() ? 0 : error.sourceLocations.getFirst().start;
    return new Finding(id, plain(message), error.help, offset);
  }

  /** Rules that can be asked. */
  public RuleSet set(Map<String, String> textById) throws CedarException {
    PolicySet policies = policies(textById);
    try {
      policies.cache();
    } catch (CacheException e) {
      throw new CedarException("the rules could not be prepared", e);
    }
    return new RuleSet(engine, schema, policies);
  }

  /** Each rule forbids; the one that permits everything makes Cedar name those that match. */
  private static PolicySet policies(Map<String, String> textById) {
    Set<Policy> policies = new HashSet<>();
    policies.add(new Policy("permit (principal, action, resource);", RuleSet.BASE));
    textById.forEach((id, text) -> policies.add(new Policy(text, id)));
    return new PolicySet(policies);
  }

  /**
   * Something that the schema does not allow.
   *
   * @param rule id of the rule
   * @param offset where in its text, in bytes of UTF-8
   */
  public record Finding(Optional<String> rule, String message, Optional<String> help, int offset) {}
}
