package dev.berth.policy.scope;

import dev.berth.core.policy.Scope;
import dev.berth.policy.effect.Deed;
import dev.berth.policy.rule.Action;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which scopes an approval could grant, narrowest first. */
public final class Offers {
  private static final int MOST = 8;

  private Offers() {}

  /**
   * Those for what was asked about.
   *
   * @param rules ids of the soft rules that matched
   * @param deeds what they matched
   */
  public static List<Scope> of(Collection<String> rules, Collection<Deed> deeds) {
    Set<Scope> offers = new LinkedHashSet<>();
    offers.add(new Scope.ThisCall());
    for (Deed deed : deeds) {
      deed.command().ifPresent(command -> add("bash_pattern:" + command, offers));
      if (deed.action() == Action.WRITE_FILE) {
        deed.target().ifPresent(path -> add("write_path:" + path, offers));
      }
    }
    rules.forEach(id -> add("rule:" + id, offers));
    return offers.stream().limit(MOST).toList();
  }

  private static void add(String text, Set<Scope> to) {
    try {
      to.add(Scope.parse(text));
    } catch (IllegalArgumentException tooLongOrTooWide) {
      // Not every command or path can be a pattern; then the others are offered.
      return;
    }
  }
}
