package dev.berth.server.repo;

import dev.berth.api.http.Routes;
import dev.berth.api.repo.PolicyRule;
import dev.berth.core.policy.Policy;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.engine.repo.Repos;
import dev.berth.server.http.Call;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import java.util.Locale;
import java.util.Optional;

/** The rules that hold for a repository. */
public final class PolicyRoutes implements Routing.Group {
  private final Repos repos;
  private final Policy policy;

  public PolicyRoutes(Repos repos, Policy policy) {
    this.repos = repos;
    this.policy = policy;
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.get(Routes.REPO_POLICIES, "Lists the rules that hold for a repository")
            .answersMany(PolicyRule.class),
        this::list);
  }

  private void list(Call call) {
    RepoName name =
        call.path("name", text -> new RepoName(call.path("owner", owner -> owner), text));
    Repository repository = repos.show(call.caller().user(), call.caller().role(), name);
    call.answer(
        200, policy.rules(Optional.of(repository)).stream().map(PolicyRoutes::wire).toList());
  }

  private static PolicyRule wire(Policy.Rule rule) {
    return new PolicyRule(
        rule.id(),
        rule.tier().name().toLowerCase(Locale.ROOT),
        rule.severity().name().toLowerCase(Locale.ROOT),
        rule.enforced(),
        rule.builtIn(),
        rule.category().orElse(null),
        rule.timeoutSeconds().orElse(null),
        rule.approvers().stream().sorted().toList(),
        rule.description());
  }
}
