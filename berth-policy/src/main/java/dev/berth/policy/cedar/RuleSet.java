package dev.berth.policy.cedar;

import com.cedarpolicy.AuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules, prepared for asking. Thread-safe. */
public final class RuleSet {
  static final String BASE = "base";

  private final AuthorizationEngine engine;
  private final Schema schema;
  private final PolicySet policies;

  RuleSet(AuthorizationEngine engine, Schema schema, PolicySet policies) {
    this.engine = engine;
    this.schema = schema;
    this.policies = policies;
  }

  /**
   * Ids of the rules that match.
   *
   * @param workflow id of the principal; not input of a user
   * @param action name of the schema's action
   * @param resource name of the schema's entity type below {@code Agent}
   * @param context texts, numbers, booleans and sets of texts, exactly those of the schema
   * @throws CedarException when one of the rules, or the library, failed: a rule whose condition
   *     fails is skipped by Cedar, and what it would have said is not known
   */
  public Set<String> matches(
      String workflow, String action, String resource, Map<String, Object> context)
      throws CedarException {
    AuthorizationRequest request =
        new AuthorizationRequest(
            entity("Agent::TaskAgent", workflow),
            entity("Action", action),
            entity("Agent::" + resource, "any"),
            Optional.of(values(context)),
            Optional.of(schema),
            true);
    AuthorizationResponse response;
    try {
      response = engine.isAuthorized(request, policies, Set.<Entity>of());
    } catch (AuthException e) {
      throw new CedarException("the rules did not answer", e);
    }
    AuthorizationSuccessResponse answer =
        response.success.orElseThrow(
            () -> new CedarException("the rules did not answer: " + response.errors));
    if (!answer.getErrors().isEmpty()) {
      throw new CedarException("a rule failed: " + answer.getErrors());
    }
    boolean allowed = answer.isAllowed();
    Set<String> reasons = answer.getReason();
    if (allowed != reasons.equals(Set.of(BASE))) {
      throw new CedarException("the rules answered " + answer);
    }
    return allowed ? Set.of() : Set.copyOf(reasons);
  }

  private static EntityUID entity(String type, String id) {
    return EntityTypeName.parse(type)
        .map(name -> name.of(id))
        .orElseThrow(() -> new IllegalStateException("not a type of entities: " + type));
  }

  private static Map<String, Value> values(Map<String, Object> context) {
    Map<String, Value> values = new HashMap<>();
    context.forEach((name, value) -> values.put(name, value(value)));
    return values;
  }

  private static Value value(Object value) {
    return switch (value) {
      case String text -> new PrimString(text);
      case Boolean flag -> new PrimBool(flag);
      case Number number -> new PrimLong(number.longValue());
      case Collection<?> items -> {
        List<Value> all = new ArrayList<>();
        items.forEach(item -> all.add(value(item)));
        yield new CedarList(all);
      }
      default -> throw new IllegalStateException("not a value for rules: " + value.getClass());
    };
  }
}
