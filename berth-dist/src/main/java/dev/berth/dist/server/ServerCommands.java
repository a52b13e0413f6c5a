package dev.berth.dist.server;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CommandSet;
import dev.berth.cli.command.Group;
import dev.berth.cli.config.DataDirectory;
import dev.berth.cli.doctor.ConfigEntry;
import dev.berth.cli.doctor.DoctorCheck;
import dev.berth.cli.workflow.WorkflowListCommand;
import dev.berth.cli.workflow.WorkflowShowCommand;
import dev.berth.server.config.BerthConfig;
import dev.berth.server.config.ConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * The commands that need the server's own code. Its classes are loaded only when one of them runs.
 */
public final class ServerCommands implements CommandSet {
  @Override
  public String title() {
    return "Run";
  }

  @Override
  public List<Entry> commands() {
    return List.of(
        new Entry("demo", "Shows Berth at work on a sample repository; needs no account"),
        new Entry("run", "Runs one task on a repository of yours"),
        new Entry("up", "Starts the server"),
        new Entry("image", "Makes the image that sessions in containers run in"),
        new Entry("workflow", "Lists, shows and checks workflows"));
  }

  @Override
  public CommandLine command(String name, CliContext context) {
    return switch (name) {
      case "demo" -> new CommandLine(new DemoCommand(context));
      case "run" -> new CommandLine(new RunCommand(context));
      case "up" -> new CommandLine(new UpCommand(context));
      case "image" ->
          Group.of("image", "Makes the image that sessions in containers run in.")
              .addSubcommand(new ImageBuildCommand(context));
      case "workflow" ->
          Group.of("workflow", "Lists, shows and checks workflows.")
              .addSubcommand(new WorkflowListCommand(context))
              .addSubcommand(new WorkflowShowCommand(context))
              .addSubcommand(new WorkflowLintCommand(context));
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }

  @Override
  public List<DoctorCheck> doctorChecks(CliContext context) {
    return HostChecks.all(context);
  }

  @Override
  public List<ConfigEntry> configuration(CliContext context) {
    return load(context).lines().stream()
        .map(line -> new ConfigEntry(line.key(), line.value(), line.origin()))
        .toList();
  }

  /** The configuration of a server that is started here and now without options. */
  static BerthConfig load(CliContext context) {
    return ConfigLoader.load(
        DataDirectory.locate(context.environment()),
        Optional.empty(),
        context.environment(),
        Map.of());
  }
}
