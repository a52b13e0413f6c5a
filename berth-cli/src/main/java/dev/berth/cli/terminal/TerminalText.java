package dev.berth.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * Text on its way to a terminal. It may hold anything, wherever it came from: {@link Screen} takes
 * nothing else and encodes every span when it prints, so there is no way to print text that went
 * around the {@link Encoder}. Immutable.
 *
 * @param spans pieces with a style each, in order
 */
public record TerminalText(List<Span> spans) {
  /** No text. */
  public static final TerminalText EMPTY = new TerminalText(List.of());

  /** A piece of text in one style. */
  public record Span(String raw, Style style) {}

  public TerminalText {
    spans = List.copyOf(spans);
  }

  public static TerminalText of(String raw) {
    return of(raw, Style.PLAIN);
  }

  public static TerminalText of(String raw, Style style) {
    return new TerminalText(List.of(new Span(raw, style)));
  }

  public TerminalText plus(String raw) {
    return plus(raw, Style.PLAIN);
  }

  public TerminalText plus(String raw, Style style) {
    return plus(of(raw, style));
  }

  public TerminalText plus(TerminalText other) {
    List<Span> all = new ArrayList<>(spans);
    all.addAll(other.spans);
    return new TerminalText(all);
  }

  /** The text without its styles, not encoded: for tests and for comparing, never for printing. */
  public String raw() {
    StringBuilder text = new StringBuilder();
    spans.forEach(span -> text.append(span.raw()));
    return text.toString();
  }
}
