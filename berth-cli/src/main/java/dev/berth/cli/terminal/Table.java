package dev.berth.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * A table that fits its screen. Columns get their natural width; when that is too much, the
 * flexible ones are narrowed, widest first, and their cells cut. Where nobody looks (a pipe)
 * nothing is cut.
 */
public final class Table {
  private static final int GAP = 2;
  private static final int NARROWEST = 8;

  /** A column: its heading, whether it may be narrowed, whether its cells stand to the right. */
  public record Column(String heading, boolean flexible, boolean right) {
    public static Column fixed(String heading) {
      return new Column(heading, false, false);
    }

    public static Column flexible(String heading) {
      return new Column(heading, true, false);
    }

    public static Column number(String heading) {
      return new Column(heading, false, true);
    }
  }

  private final List<Column> columns;
  private final List<List<TerminalText>> rows = new ArrayList<>();

  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when it does not have one cell per column
   */
  public void row(List<TerminalText> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells for " + columns.size() + " columns");
    }
    rows.add(List.copyOf(cells));
  }

  public void print(Screen screen) {
    int[] widths = widths(screen);
    List<TerminalText> headings = new ArrayList<>();
    columns.forEach(column -> headings.add(TerminalText.of(column.heading(), Style.BOLD)));
    screen.fitted(line(headings, widths, screen));
    rows.forEach(row -> screen.fitted(line(row, widths, screen)));
  }

  private int[] widths(Screen screen) {
    int[] widths = new int[columns.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = screen.width(TerminalText.of(columns.get(c).heading()));
      for (List<TerminalText> row : rows) {
        widths[c] = Math.max(widths[c], screen.width(row.get(c)));
      }
    }
    if (screen.capabilities().terminal()) {
      narrow(widths, screen.capabilities().width());
    }
    return widths;
  }

  private void narrow(int[] widths, int available) {
    int excess = -available - GAP;
    for (int width : widths) {
      excess += width + GAP;
    }
    while (excess > 0) {
      int widest = -1;
      for (int c = 0; c < widths.length; c++) {
        boolean shrinks = columns.get(c).flexible() && widths[c] > NARROWEST;
        if (shrinks && (widest < 0 || widths[c] > widths[widest])) {
          widest = c;
        }
      }
      if (widest < 0) {
        return;
      }
      widths[widest]--;
      excess--;
    }
  }

  private TerminalText line(List<TerminalText> cells, int[] widths, Screen screen) {
    TerminalText line = TerminalText.EMPTY;
    for (int c = 0; c < widths.length; c++) {
      TerminalText cell = screen.cut(cells.get(c), widths[c]);
      String padding = " ".repeat(Math.max(0, widths[c] - screen.width(cell)));
      boolean last = c == widths.length - 1;
      line =
          columns.get(c).right()
              ? line.plus(padding).plus(cell)
              : line.plus(cell).plus(last ? "" : padding);
      line = last ? line : line.plus(" ".repeat(GAP));
    }
    return line;
  }
}
