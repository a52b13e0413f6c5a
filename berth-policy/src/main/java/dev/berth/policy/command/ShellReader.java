package dev.berth.policy.command;

import dev.berth.policy.effect.Deed;
import dev.berth.policy.effect.Does;
import dev.berth.policy.effect.Setting;
import dev.berth.policy.shell.Budget;
import dev.berth.policy.shell.Running;
import dev.berth.policy.shell.State;
import dev.berth.policy.shell.UnreadableException;
import dev.berth.policy.shell.Value;
import java.util.List;
import java.util.Optional;

/**
 * Says what a shell line would do. Nothing runs and nothing is looked up; the work is bounded, and
 * what cannot be read is one deed that says so.
 */
public final class ShellReader {
  private final Setting setting;

  public ShellReader(Setting setting) {
    this.setting = setting;
  }

  public List<Deed> read(String line) {
    String text = Value.clean(line);
    Budget budget = new Budget();
    Found found = new Found(setting);
    try {
      Programs programs = new Programs(setting, budget, found);
      new Running(budget, programs).run(text, State.fresh(setting.branch()), Optional.empty());
    } catch (UnreadableException unreadable) {
      found.add(Does.unreadable(text.strip()));
    }
    return found.deeds();
  }
}
