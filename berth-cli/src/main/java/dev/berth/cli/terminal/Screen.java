package dev.berth.cli.terminal;

import java.io.PrintStream;
import java.util.List;

/**
 * Where commands print. Standard output carries results, standard error everything else. All text
 * is encoded here and nowhere else. A status line, where the terminal can rewrite one, stays below
 * what is printed. Thread-safe.
 */
public final class Screen {
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final Capabilities capabilities;
  private final Encoder encoder;
  private String status = "";

  public Screen(PrintStream out, PrintStream err, Capabilities capabilities) {
    this.out = out;
    this.err = err;
    this.capabilities = capabilities;
    this.encoder = new Encoder(!capabilities.unicode());
  }

  public Capabilities capabilities() {
    return capabilities;
  }

  /** Prints one line. */
  public synchronized void line(TerminalText text) {
    print(out, render(text));
  }

  public void line(String text) {
    line(TerminalText.of(text));
  }

  public void blank() {
    line(TerminalText.EMPTY);
  }

  /** Prints several lines. */
  public void lines(List<TerminalText> lines) {
    lines.forEach(this::line);
  }

  /** Prints one line, cut to the width where a person looks. */
  public synchronized void fitted(TerminalText text) {
    print(out, capabilities.terminal() ? fit(text, capabilities.width()) : render(text));
  }

  /**
   * Prints a text of many lines, such as a log, from anywhere. Ends it with a line feed when it has
   * none.
   */
  public synchronized void block(String text) {
    if (text.isEmpty()) {
      return;
    }
    String shown = capabilities.raw() ? text : encoder.lines(text);
    print(out, shown.endsWith("\n") ? shown.substring(0, shown.length() - 1) : shown);
  }

  /** Prints one line of a patch: its tabs stay tabs wide. */
  public synchronized void patchLine(String line, Style style) {
    print(out, styled(capabilities.raw() ? line : encoder.lines(line), style));
  }

  /** Prints a piece of a stream whose lines may still be open. */
  public synchronized void piece(String text) {
    eraseStatus();
    out.print(capabilities.raw() ? text : encoder.lines(text));
    out.flush();
  }

  /** Prints one line to standard error. */
  public synchronized void errorLine(TerminalText text) {
    print(err, render(text));
  }

  /** Shows or replaces the status line; does nothing where a line cannot be rewritten. */
  public synchronized void status(TerminalText text) {
    if (!capabilities.cursor()) {
      return;
    }
    // The last column stays free: writing into it makes some terminals wrap.
    String next = fit(text, capabilities.width() - 1);
    if (!next.equals(status)) {
      out.print(ERASE_LINE + next);
      out.flush();
      status = next;
    }
  }

  /** Takes the status line away. */
  public synchronized void clearStatus() {
    eraseStatus();
    out.flush();
    status = "";
  }

  /** Columns the text takes here. */
  public int width(TerminalText text) {
    return text.spans().stream().mapToInt(span -> CharacterWidth.of(encode(span.raw()))).sum();
  }

  /** The text cut to so many columns; what is cut is encoded already. */
  TerminalText cut(TerminalText text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    TerminalText cut = TerminalText.EMPTY;
    int left = columns;
    for (TerminalText.Span span : text.spans()) {
      String encoded = encode(span.raw());
      int width = CharacterWidth.of(encoded);
      if (width > left) {
        return left > 0
            ? cut.plus(CharacterWidth.fit(encoded, left, ellipsis()), span.style())
            : cut;
      }
      cut = cut.plus(encoded, span.style());
      left -= width;
    }
    return cut;
  }

  /** A mark that says that text was cut; one column. */
  public String ellipsis() {
    return capabilities.unicode() ? "\u2026" : "~";
  }

  private void print(PrintStream stream, String rendered) {
    String shown = status;
    eraseStatus();
    stream.print(rendered + "\n");
    stream.flush();
    if (!shown.isEmpty()) {
      out.print(shown);
      out.flush();
      status = shown;
    }
  }

  private void eraseStatus() {
    if (!status.isEmpty()) {
      out.print(ERASE_LINE);
      out.flush();
      status = "";
    }
  }

  private String render(TerminalText text) {
    StringBuilder line = new StringBuilder();
    for (TerminalText.Span span : text.spans()) {
      line.append(styled(encode(span.raw()), span.style()));
    }
    return line.toString();
  }

  private String fit(TerminalText text, int columns) {
    return render(cut(text, columns));
  }

  private String styled(String encoded, Style style) {
    return capabilities.colour() ? style.apply(encoded) : encoded;
  }

  private String encode(String raw) {
    return capabilities.raw() ? raw : encoder.line(raw);
  }
}
