package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.stacks.iam.RoleScope;
import dev.berth.stacks.iam.SweepRole;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.plan.StackRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth sweep iam}: calls nobody. */
@Command(
    name = "iam",
    exitCodeOnInvalidInput = 50,
    exitCodeOnExecutionException = 50,
    description = "Prints the IAM policy that a sweep of one account and region needs.",
    footer = {
      "",
      "berth sweep iam --account 111122223333 --region eu-west-1 --owner-tag owner=ci \\",
      "    --throw-away '^int-[0-9a-f]{8}$'"
    })
final class IamCommand extends LocalCommand {
  @Option(
      names = "--account",
      required = true,
      paramLabel = "ID",
      description = "The account, twelve digits.")
  private String account = "";

  @Option(
      names = "--region",
      required = true,
      paramLabel = "REGION",
      description = "The region, for example eu-west-1.")
  private String region = "";

  @Option(
      names = "--owner-tag",
      required = true,
      paramLabel = "KEY=VALUE",
      description = "The ownership tag of your stacks.")
  private String owner = "";

  @Option(
      names = "--throw-away",
      paramLabel = "PATTERN",
      description = "Anchored name pattern of stacks that are thrown away by age; repeatable.")
  private List<String> throwAway = new ArrayList<>();

  @Option(
      names = "--own",
      paramLabel = "PATTERN",
      description = "Anchored name pattern of your other stacks; repeatable.")
  private List<String> own = new ArrayList<>();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Sweep only this type, for example network-interface; repeatable.")
  private List<String> types = new ArrayList<>();

  @Option(names = "--plan-only", description = "A role that can plan and change nothing.")
  private boolean planOnly;

  IamCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    output().screen(context()).block(SweepRole.policy(role()));
    return ExitCode.DONE;
  }

  private RoleScope role() {
    int equals = owner.indexOf('=');
    if (equals <= 0 || (throwAway.isEmpty() && own.isEmpty())) {
      throw usage("--owner-tag is KEY=VALUE, and at least one name pattern is needed");
    }
    try {
      StackRules rules =
          new StackRules(
              owner.substring(0, equals),
              owner.substring(equals + 1),
              throwAway.stream().map(Pattern::compile).toList(),
              own.stream().map(Pattern::compile).toList(),
              Duration.ofHours(1));
      return new RoleScope(new Scope(account, region), rules, types(), !planOnly);
    } catch (PatternSyntaxException e) {
      throw usage("not a pattern: " + e.getPattern());
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private Set<ItemType> types() {
    if (types.isEmpty()) {
      return EnumSet.allOf(ItemType.class);
    }
    Set<ItemType> chosen = EnumSet.noneOf(ItemType.class);
    for (String type : types) {
      chosen.add(
          ItemType.ofWire(type).orElseThrow(() -> usage("not a type that is swept: " + type)));
    }
    return chosen;
  }

  private static CliException usage(String message) {
    return AccountOptions.usage(message, "See `berth sweep iam --help`.");
  }
}
