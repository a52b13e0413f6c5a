package dev.berth.dist.stacks;

import dev.berth.api.error.ErrorBody;
import dev.berth.cli.command.CliException;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.plan.ExitCode;
import dev.berth.stacks.plan.Limits;
import dev.berth.stacks.plan.Protection;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.plan.StackRules;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.verdict.InterfaceFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which account is meant, what in it is ours, and how much may go. */
final class AccountOptions {
  private static final Pattern KNOWN_SESSION =
      Pattern.compile("([A-Za-z0-9_-]{1,100})/([A-Za-z0-9_-]{1,256})");

  @Option(
      names = "--account",
      paramLabel = "ID",
      required = true,
      description = "The account that is meant, twelve digits. Any other is refused.")
  private String account = "";

  @Option(
      names = "--region",
      paramLabel = "REGION",
      required = true,
      description = "The region that is meant. Any other is refused.")
  private String region = "";

  @Option(
      names = "--owner-tag",
      paramLabel = "KEY=VALUE",
      required = true,
      description = "The tag that your stacks carry, exact. A stack without it is not yours.")
  private String ownerTag = "";

  @Option(
      names = "--throw-away",
      paramLabel = "PATTERN",
      description = "Names of stacks that are deleted when old enough, such as ^int-[0-9a-f]{8}$.")
  private List<String> throwAway = new ArrayList<>();

  @Option(
      names = "--own",
      paramLabel = "PATTERN",
      description = "Names of other stacks of yours: deleted again only once a deletion failed.")
  private List<String> own = new ArrayList<>();

  @Option(
      names = "--min-age",
      paramLabel = "DURATION",
      description = "Age at which throw-away stacks go, such as PT6H (default PT24H).")
  private Duration minimumAge = Duration.ofHours(24);

  @Option(
      names = "--keep",
      paramLabel = "ID",
      description = "Never deleted, nor what it uses; may be repeated.")
  private List<String> keep = new ArrayList<>();

  @Option(
      names = "--max-deletes",
      paramLabel = "N",
      description = "A plan with more deletes nothing (default 100).")
  private int maxDeletes = 100;

  @Option(
      names = "--max-percent",
      paramLabel = "N",
      description = "Nor one with a larger part of all things (default 50).")
  private int maxPercent = 50;

  @Option(
      names = "--budget",
      paramLabel = "DURATION",
      description = "How long a run may take before it stops and reports (default PT20M).")
  private Duration budget = Duration.ofMinutes(20);

  @Option(
      names = "--lease-shortest",
      paramLabel = "DURATION",
      description = "AgentCore's interfaces linger at least so long (default PT20M).")
  private Duration leaseShortest = InterfaceFamily.agentCore().shortest();

  @Option(
      names = "--lease-longest",
      paramLabel = "DURATION",
      description = "And at most, as documented (default PT8H).")
  private Duration leaseLongest = InterfaceFamily.agentCore().longest();

  @Option(
      names = "--stuck-after",
      paramLabel = "DURATION",
      description = "When one that still stands is alarming (default PT12H).")
  private Duration stuckAfter = InterfaceFamily.agentCore().stuckAfter();

  @Option(
      names = "--known-session",
      paramLabel = "RUNTIME/SESSION",
      description = {
        "A runtime's session that may still run, to be stopped first: no API lists them.",
        "May be repeated."
      })
  private List<String> knownSessions = new ArrayList<>();

  @Option(
      names = "--ledger",
      paramLabel = "DIR",
      description = "Where what was seen is remembered (default: sweep in the data directory).")
  private String ledger = "";

  @Option(
      names = "--alert-file",
      paramLabel = "FILE",
      description = "Holds the alerts that are open.")
  private String alertFile = "";

  @Option(
      names = "--alert-webhook",
      paramLabel = "URL",
      description = {
        "Gets alerts as JSON. If the address is a secret, say it in BERTH_ALERT_WEBHOOK instead;",
        "BERTH_ALERT_TOKEN is sent as a bearer token."
      })
  private String alertWebhook = "";

  @Option(
      names = "--simulated",
      paramLabel = "SEED",
      description = {
        "Works on a simulated account, made anew for each command: 111122223333, eu-west-1,",
        "stacks tagged owner=berth-ci and named like int-0123abcd or app-a."
      })
  private @Nullable Long simulated;

  /** Wrong usage of these commands ends with 50. */
  static CliException usage(String message, String remedy) {
    return new CliException(
        new ErrorBody("BAD_ARGUMENT", message, "", remedy, List.of()), ExitCode.BUG.number(), null);
  }

  private static <T> T understood(Supplier<T> read) {
    try {
      return read.get();
    } catch (PatternSyntaxException e) {
      throw usage("not a pattern: " + e.getPattern(), "Write a regular expression.");
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()), "Correct the option and try again.");
    }
  }

  Accounts.Choice choice() {
    Scope scope = understood(() -> new Scope(account, region));
    OptionalLong seed = simulated == null ? OptionalLong.empty() : OptionalLong.of(simulated);
    Accounts.Alerting alerting = new Accounts.Alerting(alertFile, alertWebhook);
    return new Accounts.Choice(scope, seed, sessions(), ledger, alerting);
  }

  /** Session ids by runtime. */
  private Map<String, List<String>> sessions() {
    Map<String, List<String>> sessions = new TreeMap<>();
    for (String text : knownSessions) {
      Matcher parts = KNOWN_SESSION.matcher(text);
      if (!parts.matches()) {
        throw usage(
            "not a session: " + text, "--known-session is RUNTIME_ID/SESSION_ID, without ARNs.");
      }
      sessions.computeIfAbsent(parts.group(1), id -> new ArrayList<>()).add(parts.group(2));
    }
    return sessions;
  }

  SweepPolicy policy(Selection selection) {
    return understood(
        () -> {
          int equals = ownerTag.indexOf('=');
          if (equals < 1) {
            throw new IllegalArgumentException("--owner-tag is KEY=VALUE");
          }
          return new SweepPolicy(
              new Scope(account, region),
              selection,
              new StackRules(
                  ownerTag.substring(0, equals),
                  ownerTag.substring(equals + 1),
                  patterns(throwAway),
                  patterns(own),
                  minimumAge),
              protection(),
              List.of(
                  InterfaceFamily.agentCore().withLease(leaseShortest, leaseLongest, stuckAfter),
                  InterfaceFamily.lambda()),
              new Limits(maxDeletes, maxPercent, 4, budget, Duration.ofMinutes(5)));
        });
  }

  private static List<Pattern> patterns(List<String> texts) {
    return texts.stream().map(Pattern::compile).toList();
  }

  private Protection protection() {
    return Protection.standard().withIds(Set.copyOf(keep));
  }
}
