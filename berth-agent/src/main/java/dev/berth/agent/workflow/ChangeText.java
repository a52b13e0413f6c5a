package dev.berth.agent.workflow;

import dev.berth.runtime.session.Result;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Title and body of a change request, from the model's last words and from what the checks said.
 *
 * @param title one line, 72 characters at most
 */
record ChangeText(String title, String body) {
  private static final int LONGEST_TITLE = 72;

  static ChangeText of(String lastWords, String task, Map<String, Result.BeforeAfter> reported) {
    String words = lastWords.strip();
    String first =
        words
            .lines()
            .findFirst()
            .map(ChangeText::plain)
            .filter(l -> !l.isBlank())
            .orElse(plain(task));
    int end = words.indexOf('\n');
    String rest = end < 0 ? words : words.substring(end).strip();
    StringBuilder body = new StringBuilder(rest);
    reported.forEach(
        (check, runs) ->
            body.append("\n\nReported by the agent, ")
                .append(check)
                .append(": before ")
                .append(exit(runs.before()))
                .append(", after ")
                .append(exit(runs.after()))
                .append('.'));
    return new ChangeText(shorten(first), body.toString().strip());
  }

  private static String exit(Result.@Nullable CheckRun run) {
    return run == null ? "not run" : run.exit() == 0 ? "green" : "red (exit " + run.exit() + ")";
  }

  private static String plain(String line) {
    String first = line.strip().lines().findFirst().orElse("Change");
    return first.replaceAll("^[#*>\\s-]+", "").replaceAll("[*`]", "").strip();
  }

  private static String shorten(String title) {
    return title.length() <= LONGEST_TITLE
        ? title
        : title.substring(0, LONGEST_TITLE - 3).strip() + "...";
  }
}
