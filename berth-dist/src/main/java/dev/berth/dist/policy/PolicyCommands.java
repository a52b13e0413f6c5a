package dev.berth.dist.policy;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CommandSet;
import dev.berth.cli.command.Group;
import java.util.List;
import picocli.CommandLine;

/** The commands about rules; they need no server. */
public final class PolicyCommands implements CommandSet {
  private static final String SUMMARY = "Lists, checks, tests and explains rules";

  @Override
  public String title() {
    return "Rules";
  }

  @Override
  public List<Entry> commands() {
    return List.of(new Entry("policy", SUMMARY));
  }

  @Override
  public CommandLine command(String name, CliContext context) {
    return switch (name) {
      case "policy" ->
          Group.of("policy", SUMMARY + ".")
              .addSubcommand(new ListCommand(context))
              .addSubcommand(new LintCommand(context))
              .addSubcommand(new TestCommand(context))
              .addSubcommand(new ExplainCommand(context));
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }
}
