package dev.berth.policy.command;

import dev.berth.policy.shell.Command;
import dev.berth.policy.shell.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A simple command as one line, the same however it was written. */
final class CommandText {
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./*{}\\[\\]^~?!#-]+");
  private static final int LONGEST = 4_000;

  private CommandText() {}

  static String of(Command command) {
    List<String> parts = new ArrayList<>(command.assignments().stream().map(Value::shown).toList());
    command.words().forEach(word -> parts.add(quoted(Value.shown(word))));
    command.writes().forEach(path -> parts.add("> " + quoted(Value.shown(path))));
    String text = String.join(" ", parts);
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
