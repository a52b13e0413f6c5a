package dev.berth.engine.hydration;

import dev.berth.core.screen.Content;
import dev.berth.core.screen.ContentScreen;
import dev.berth.core.session.SessionContext;
import java.util.List;

/**
 * Everything that an agent is to read passes the content screen once more: what the task's owner
 * says as an order, what anybody may have written as information.
 */
final class SourceScreen {
  private final ContentScreen screen;

  SourceScreen(ContentScreen screen) {
    this.screen = ContentScreen.closed(screen);
  }

  /**
   * The sources as they may be handed on.
   *
   * @throws dev.berth.core.error.BerthException {@code CONTENT_BLOCKED}
   */
  List<SessionContext.Source> screened(List<SessionContext.Source> sources) {
    return sources.stream().map(this::screened).toList();
  }

  private SessionContext.Source screened(SessionContext.Source source) {
    if (source.trust().equals("system")) {
      return source;
    }
    Content content =
        source.trust().equals("owner")
            ? new Content.Order(Content.Kind.SUBMISSION, source.text())
            : new Content.Foreign(source.text());
    return switch (screen.look(content)) {
      case ContentScreen.Verdict.Clean clean -> source;
      case ContentScreen.Verdict.Tainted tainted ->
          // Whoever had it written, nobody may order anything with it.
          new SessionContext.Source(source.kind(), "stranger", tainted.text());
      case ContentScreen.Verdict.Blocked blocked -> throw blocked.refusal(source.kind());
    };
  }
}
