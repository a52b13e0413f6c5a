package dev.berth.dist;

import dev.berth.chaos.command.ChaosCommands;
import dev.berth.cli.command.AgentCommands;
import dev.berth.cli.command.Cli;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ClientCommands;
import dev.berth.cli.command.CommandSet;
import dev.berth.cli.command.ErrorPrinter;
import dev.berth.cli.command.SetupCommands;
import dev.berth.cli.terminal.Capabilities;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.dist.policy.PolicyCommands;
import dev.berth.dist.server.OnDemandServer;
import dev.berth.dist.server.ServerCommands;
import dev.berth.dist.stacks.StackCommands;
import dev.berth.dist.stacks.UsualAccounts;
import dev.berth.stacks.aws.AwsCloud;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.KnownSessions;
import dev.berth.stacks.inventory.Scope;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What users run: the one launcher, composed of every module's command set. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs one command line; the answer is the exit code. */
  static int run(String... arguments) {
    CliContext context = context();
    CliContext.Streams streams = context.streams();
    int exit;
    try (OnDemandServer _ = OnDemandServer.of(List.of(arguments), context)) {
      exit = new Cli(commandSets(), context, version()).run(arguments);
    } catch (CliException e) {
      Screen screen = new Screen(streams.out(), streams.err(), context.capabilities());
      new ErrorPrinter(screen, false).print(e.error());
      exit = e.exitCode();
    }
    streams.out().flush();
    streams.err().flush();
    return exit;
  }

  /** This process's streams, environment and directory. */
  static CliContext context() {
    Map<String, String> environment = System.getenv();
    return new CliContext(
        environment,
        new CliContext.Streams(System.in, stream(FileDescriptor.out), stream(FileDescriptor.err)),
        Capabilities.detect(environment),
        new SystemTime(),
        Path.of("").toAbsolutePath());
  }

  /** Every command set, in the order of the overview. */
  static List<CommandSet> commandSets() {
    List<CommandSet> sets =
        List.of(
            new ServerCommands(),
            new ClientCommands(),
            new AgentCommands(),
            new PolicyCommands(),
            new StackCommands(new UsualAccounts(Main::cloud)),
            new ChaosCommands());
    List<CommandSet> all = new ArrayList<>(sets);
    all.add(new SetupCommands(sets));
    return all;
  }

  private static Cloud cloud(Scope scope, KnownSessions known, Time time) {
    return AwsCloud.usual(scope, known, time, new SecureRandom()).cloud();
  }

  private static String version() {
    @Nullable String built = Main.class.getPackage().getImplementationVersion();
    return built == null ? "development" : built;
  }

  /** UTF-8 whatever the locale: text for a terminal that cannot show it is ASCII by then. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 8192),
        false,
        StandardCharsets.UTF_8);
  }
}
