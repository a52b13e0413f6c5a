package dev.berth.engine.gate;

import dev.berth.core.policy.Policy;
import dev.berth.core.policy.Ruling;
import dev.berth.core.policy.Scope;
import dev.berth.core.repo.Repository;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** No rules at all: every step is allowed. What walls enforce they enforce anyway. */
public final class NoRules implements Policy {
  @Override
  public Ruling judge(Question question, Set<Scope> granted) {
    return new Ruling.Allow(List.of(), List.of());
  }

  @Override
  public Optional<String> problem(Scope scope, Optional<Repository> repository) {
    return scope instanceof Scope.Rule ? Optional.of("there are no rules") : Optional.empty();
  }

  @Override
  public List<Rule> rules(Optional<Repository> repository) {
    return List.of();
  }
}
