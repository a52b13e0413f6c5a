package dev.berth.policy.decision;

import dev.berth.policy.cedar.CedarException;
import dev.berth.policy.effect.Deed;
import dev.berth.policy.effect.Setting;
import dev.berth.policy.rule.LoadedRule;
import dev.berth.policy.rule.RuleBook;
import java.util.ArrayList;
import java.util.List;

/** Asks the rules about deeds. */
final class Asking {
  private Asking() {}

  static List<Match> ask(RuleBook book, Setting setting, String workflow, List<Deed> deeds)
      throws CedarException {
    List<Match> matches = new ArrayList<>();
    for (Deed deed : deeds) {
      for (LoadedRule rule : book.matches(workflow, deed.action(), deed.context(setting))) {
        matches.add(new Match(rule, deed));
      }
    }
    return matches;
  }
}
