package dev.berth.cli.command;

import dev.berth.api.error.ErrorBody;
import dev.berth.cli.terminal.Capabilities;
import dev.berth.cli.terminal.Screen;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/**
 * The {@code berth} command: finds the command a line names, and makes that one only. The overview
 * is printed from the sets' own lists, so that asking for help loads no command at all.
 */
public final class Cli {
  private final List<CommandSet> sets;
  private final CliContext context;
  private final String version;

  /**
   * @param sets what can be run, in the order of the overview
   * @param version what {@code --version} prints
   */
  public Cli(List<CommandSet> sets, CliContext context, String version) {
    this.sets = List.copyOf(sets);
    this.context = context;
    this.version = version;
  }

  /** Runs one command line; the answer is the exit code of the process. */
  public int run(String... arguments) {
    String first = arguments.length == 0 ? "--help" : arguments[0];
    return switch (first) {
      case "-h", "--help" -> help();
      case "-V", "--version" -> version();
      case "help" -> arguments.length == 1 ? help() : execute(helpOf(arguments));
      default -> execute(arguments);
    };
  }

  /** The whole command line with every command in it, for completion scripts. */
  public static CommandLine everything(List<CommandSet> sets, CliContext context) {
    CommandLine root = root();
    for (CommandSet set : sets) {
      for (CommandSet.Entry entry : set.commands()) {
        root.addSubcommand(entry.name(), set.command(entry.name(), context));
      }
    }
    return root;
  }

  private int help() {
    new Overview(sets).print(screen());
    return ExitCode.DONE;
  }

  private int version() {
    screen().line("berth " + version);
    return ExitCode.DONE;
  }

  private static String[] helpOf(String[] arguments) {
    String[] rewritten = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    rewritten[rewritten.length - 1] = "--help";
    return rewritten;
  }

  private int execute(String... arguments) {
    String name = arguments[0];
    Optional<CommandSet> owner = sets.stream().filter(set -> has(set, name)).findFirst();
    if (owner.isEmpty()) {
      new ErrorPrinter(screen(), false).print(unknown(name));
      return ExitCode.USAGE;
    }
    CommandLine root = root();
    root.addSubcommand(name, owner.get().command(name, context));
    configure(root);
    return root.execute(arguments);
  }

  private void configure(CommandLine root) {
    Capabilities capabilities = context.capabilities();
    CommandLine.Help.Ansi ansi =
        capabilities.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    root.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
    root.setUsageHelpWidth(Math.clamp(capabilities.width(), 60, 100));
    root.setOut(writer(context.streams().out()));
    root.setErr(writer(context.streams().err()));
    root.setParameterExceptionHandler(new Failures(this::screen).onParameters());
    root.setExecutionExceptionHandler(new Failures(this::screen).onExecution());
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  private static CommandLine root() {
    return new CommandLine(CommandLine.Model.CommandSpec.create().name("berth"));
  }

  private ErrorBody unknown(String name) {
    List<String> names =
        sets.stream().flatMap(set -> set.commands().stream()).map(CommandSet.Entry::name).toList();
    String remedy =
        Similar.to(name, names)
            .map(near -> "Did you mean `berth " + near + "`? `berth --help` lists all commands.")
            .orElse("`berth --help` lists all commands.");
    return new ErrorBody(
        "UNKNOWN_COMMAND", "there is no command \"" + name + "\"", "", remedy, List.of());
  }

  private static boolean has(CommandSet set, String name) {
    return set.commands().stream().anyMatch(entry -> entry.name().equals(name));
  }

  private Screen screen() {
    return new Screen(context.streams().out(), context.streams().err(), context.capabilities());
  }
}
