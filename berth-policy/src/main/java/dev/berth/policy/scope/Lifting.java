package dev.berth.policy.scope;

import dev.berth.core.policy.Scope;
import dev.berth.policy.effect.Deed;
import dev.berth.policy.effect.Globs;
import dev.berth.policy.rule.LoadedRule;
import java.util.List;
import java.util.Set;

/** Says which matches of soft rules the scopes of a task lift; hard ones nothing lifts. */
public final class Lifting {
  private final Set<Scope> granted;
  private final String tool;

  public Lifting(Set<Scope> granted, String tool) {
    this.granted = Set.copyOf(granted);
    this.tool = tool;
  }

  /** Whether some scope lifts what a rule says about a deed. */
  public boolean lifts(LoadedRule rule, Deed deed) {
    return !rule.isHard() && granted.stream().anyMatch(scope -> lifts(scope, rule, deed));
  }

  private boolean lifts(Scope scope, LoadedRule rule, Deed deed) {
    return switch (scope) {
      // Used up by the gate that asked, which knows which call this was.
      case Scope.ThisCall _ -> false;
      case Scope.AllSession _ -> true;
      case Scope.Rule(String id) -> rule.id().equals(id);
      case Scope.ToolType(String name) -> name.equals(tool);
      case Scope.ToolGroup(Scope.Group group) -> group.tools().contains(tool);
      case Scope.BashPattern(String glob) ->
          deed.command().filter(command -> BashGlob.covers(glob, command, deed)).isPresent();
      case Scope.WritePath(String glob) -> writes(deed, glob);
    };
  }

  private static boolean writes(Deed deed, String glob) {
    return deed.action() == dev.berth.policy.rule.Action.WRITE_FILE
        && !Boolean.TRUE.equals(deed.facts().get("unresolved"))
        && deed.target()
            .filter(path -> !path.startsWith(".."))
            .filter(path -> new Globs(List.of(glob)).match(path))
            .isPresent();
  }
}
