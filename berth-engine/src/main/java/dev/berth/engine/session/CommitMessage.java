package dev.berth.engine.session;

import dev.berth.core.session.SessionContext;
import java.util.TreeMap;

/** The message of the commit that session init makes of what an agent left. Pure. */
final class CommitMessage {
  private static final int TITLE_CHARS = 72;

  private CommitMessage() {}

  /** The task's first line as the title, then the trailers. */
  static String of(SessionContext context) {
    StringBuilder message = new StringBuilder(title(context)).append("\n\n");
    new TreeMap<>(context.trailers())
        .descendingMap()
        .forEach((name, value) -> message.append(name).append(": ").append(value).append('\n'));
    return message.toString();
  }

  private static String title(SessionContext context) {
    String title =
        context.sources().stream()
            .flatMap(source -> source.text().lines())
            .map(line -> line.replaceAll("\\p{Cntrl}", " ").strip())
            .filter(line -> !line.isEmpty())
            .findFirst()
            .orElse("Work of task " + context.task());
    return title.length() <= TITLE_CHARS
        ? title
        : title.substring(0, TITLE_CHARS - 3).strip() + "...";
  }
}
