package dev.berth.policy.command;

import dev.berth.policy.effect.Deed;
import dev.berth.policy.effect.Does;
import dev.berth.policy.effect.FileKinds;
import dev.berth.policy.effect.Paths;
import dev.berth.policy.effect.Setting;
import dev.berth.policy.shell.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects what a line does. For one line. */
final class Found {
  /** What is written there stays nowhere. */
  private static final Set<String> DEVICES =
      Set.of("/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty", "-");

  private final Setting setting;
  private final Set<Deed> deeds = new LinkedHashSet<>();

  Found(Setting setting) {
    this.setting = setting;
  }

  List<Deed> deeds() {
    return new ArrayList<>(deeds);
  }

  void add(Deed deed) {
    deeds.add(deed);
  }

  /**
   * A file is written.
   *
   * @param path as the command has it
   * @param certain whether this slot is always a file that is written, as the target of a
   *     redirection is: then not knowing it matters
   */
  void write(String path, boolean certain, Slot slot) {
    if (path.isEmpty() || DEVICES.contains(path) || path.startsWith("/dev/fd/")) {
      return;
    }
    if (Value.isUnknown(path)) {
      if (certain) {
        deeds.add(Does.unresolvedWrite(setting, Optional.of(slot.text())));
      }
      return;
    }
    String normal = Paths.from(slot.directory(), path);
    deeds.add(Does.write(Value.shown(normal), setting, Optional.of(slot.text())));
    if (Guesses.couldBeKind(normal)) {
      deeds.add(Does.unresolvedWrite(setting, Optional.of(slot.text())));
    }
  }

  /** A file is taken away. */
  void delete(String path, Slot slot) {
    if (path.isEmpty() || Value.isUnknown(path)) {
      return;
    }
    String normal = Paths.from(slot.directory(), path);
    deeds.add(Does.delete(Value.shown(normal), setting, Optional.of(slot.text())));
  }

  /**
   * A file is written only if it is of a kind that rules read: which slots are files is a guess.
   */
  void writeIfKind(String path, Slot slot) {
    if (path.isEmpty() || Value.isUnknown(path)) {
      return;
    }
    String normal = Paths.from(slot.directory(), path);
    Set<String> kinds = new LinkedHashSet<>(setting.kinds().of(normal, false));
    kinds.remove(FileKinds.WORKSPACE);
    if (!kinds.isEmpty()) {
      deeds.add(Does.write(Value.shown(normal), setting, Optional.of(slot.text())));
    }
  }

  void push(Does.Push push, Slot slot) {
    deeds.add(Does.push(push, setting, Optional.of(slot.text())));
  }

  void fetch(String host, long port, Slot slot) {
    deeds.add(Does.fetch(host, port, Optional.of(slot.text())));
  }

  void run(Does.Run run) {
    deeds.add(Does.run(run));
  }

  /**
   * The simple command that is looked at.
   *
   * @param text as patterns see it
   * @param directory where it runs
   */
  record Slot(String text, String directory) {}
}
