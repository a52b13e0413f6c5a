package dev.berth.cli.command;

import dev.berth.cli.http.Answer;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.util.List;

/**
 * A command that prints one page of things as a table, or as the server answered it.
 *
 * @param <T> what it lists
 */
public abstract class ListCommand<T> extends ServerCommand {
  private final String path;
  private final Class<T> type;

  /**
   * Over a route that answers pages.
   *
   * @param type of what the page holds
   */
  protected ListCommand(CliContext context, String path, Class<T> type) {
    super(context);
    this.path = path;
    this.type = type;
  }

  /** The table's columns. */
  protected abstract List<Column> columns();

  /** One thing as a row, in the order of the columns. */
  protected abstract List<TerminalText> row(T item);

  @Override
  protected final int run(Work work) {
    Answer<List<T>> answer = work.api().page(path, type);
    if (work.output().json()) {
      work.json(answer.data());
      return ExitCode.DONE;
    }
    Table table = new Table(columns());
    answer.value().forEach(item -> table.row(row(item)));
    table.print(work.screen());
    return ExitCode.DONE;
  }
}
