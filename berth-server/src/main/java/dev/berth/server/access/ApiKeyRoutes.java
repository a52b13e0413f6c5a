package dev.berth.server.access;

import dev.berth.api.access.ApiKeyDetail;
import dev.berth.api.access.CreateApiKeyRequest;
import dev.berth.api.access.CreatedApiKey;
import dev.berth.api.http.Routes;
import dev.berth.core.access.ApiKey;
import dev.berth.core.access.Role;
import dev.berth.core.access.Scope;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.ApiKeyId;
import dev.berth.core.id.UserId;
import dev.berth.core.time.Time;
import dev.berth.server.http.Call;
import dev.berth.server.http.Caller;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Making, listing and revoking API keys. A key can make only keys that may do no more, and last no
 * longer, than itself.
 */
public final class ApiKeyRoutes implements Routing.Group {
  private static final int NAME_LENGTH = 100;

  private final ApiKeys keys;
  private final Time time;

  public ApiKeyRoutes(ApiKeys keys, Time time) {
    this.keys = keys;
    this.time = time;
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.post(Routes.API_KEYS, "Makes an API key; its secret is shown this once")
            .takes(CreateApiKeyRequest.class)
            .answers(201, CreatedApiKey.class),
        this::create);
    routing.on(
        Operation.get(Routes.API_KEYS, "Lists your API keys; an admin sees everybody's")
            .answersMany(ApiKeyDetail.class),
        this::list);
    routing.on(
        Operation.delete(Routes.API_KEY, "Revokes an API key").answers(200, ApiKeyDetail.class),
        this::revoke);
  }

  private void create(Call call) {
    CreateApiKeyRequest body = call.body(CreateApiKeyRequest.class);
    List<FieldProblem> problems = new ArrayList<>();
    Role role = role(body.role(), problems);
    UserId user = user(body.user(), call.caller(), problems);
    Set<Scope> scopes = scopes(body.scopes(), problems);
    @Nullable String name = body.name();
    boolean named = name != null && !name.isBlank() && name.length() <= NAME_LENGTH;
    if (!named || name.chars().anyMatch(Character::isISOControl)) {
      problems.add(
          new FieldProblem("name", "FORM", "1 to " + NAME_LENGTH + " characters, none a control"));
    }
    @Nullable Instant expires = body.expiresAt();
    if (expires != null && !expires.isAfter(time.now())) {
      problems.add(new FieldProblem("expires_at", "PAST", "a moment in the future"));
    }
    if (!problems.isEmpty()) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR,
          problems.size() == 1 ? problems.getFirst().message() : problems.size() + " problems",
          problems,
          null);
    }
    requireWithinOwn(call.caller(), user, role, scopes, expires);
    ApiKeys.Made made =
        keys.create(
            new ApiKeys.Wanted(
                user, role, String.valueOf(name), scopes, Optional.ofNullable(expires)),
            Optional.of(call.caller().user()));
    call.answer(201, new CreatedApiKey(detail(made.key()), made.secret().reveal()));
  }

  private static void requireWithinOwn(
      Caller caller, UserId user, Role role, Set<Scope> scopes, @Nullable Instant expires) {
    if (!user.equals(caller.user())) {
      caller.require(Role.ADMIN);
    }
    caller.require(role);
    boolean wider =
        !caller.scopes().isEmpty() && (scopes.isEmpty() || !caller.scopes().containsAll(scopes));
    boolean longer =
        caller.expiresAt().filter(own -> expires == null || expires.isAfter(own)).isPresent();
    if (wider || longer) {
      throw new BerthException(
          ErrorCode.FORBIDDEN, "a key makes only keys that may do no more and last no longer");
    }
  }

  private void list(Call call) {
    call.answer(
        200,
        keys.list().stream()
            .filter(key -> isVisible(call, key))
            .map(ApiKeyRoutes::detail)
            .toList());
  }

  private void revoke(Call call) {
    ApiKeyId id = call.path("id", text -> new ApiKeyId(text.toUpperCase(Locale.ROOT)));
    ApiKey key =
        keys.find(id)
            .filter(found -> isVisible(call, found))
            .orElseThrow(
                () -> new BerthException(ErrorCode.NOT_FOUND, "no key of yours has this id"));
    call.answer(200, detail(keys.revoke(key, call.caller().user())));
  }

  private static boolean isVisible(Call call, ApiKey key) {
    return key.user().equals(call.caller().user()) || call.caller().role().includes(Role.ADMIN);
  }

  private static Role role(@Nullable String text, List<FieldProblem> problems) {
    for (Role role : Role.values()) {
      if (role.name().toLowerCase(Locale.ROOT).equals(text)) {
        return role;
      }
    }
    if (text != null) {
      problems.add(new FieldProblem("role", "VALUE", "one of user, operator, admin"));
    }
    return Role.USER;
  }

  private static UserId user(@Nullable String text, Caller caller, List<FieldProblem> problems) {
    try {
      return text == null ? caller.user() : new UserId(text);
    } catch (IllegalArgumentException e) {
      problems.add(new FieldProblem("user", "FORM", String.valueOf(e.getMessage())));
      return caller.user();
    }
  }

  private static Set<Scope> scopes(@Nullable List<String> names, List<FieldProblem> problems) {
    List<String> wanted = names == null ? List.of() : names;
    wanted.stream()
        .filter(name -> Scope.of(name).isEmpty())
        .forEach(
            name ->
                problems.add(
                    new FieldProblem("scopes", "UNKNOWN", "scopes are " + Scope.allNames())));
    return wanted.stream()
        .flatMap(name -> Scope.of(name).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static ApiKeyDetail detail(ApiKey key) {
    return new ApiKeyDetail(
        key.id().value(),
        key.name(),
        key.user().value(),
        key.role().name().toLowerCase(Locale.ROOT),
        key.scopes().stream().map(Scope::wire).sorted().toList(),
        key.createdAt(),
        key.expiresAt().orElse(null),
        key.revokedAt().orElse(null));
  }
}
