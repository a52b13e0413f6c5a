package dev.berth.server.config;

import dev.berth.server.config.BerthConfig.SweepConfig;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.plan.Limits;
import dev.berth.stacks.plan.Protection;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.plan.StackRules;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.verdict.InterfaceFamily;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The part of the configuration about sweeping an AWS account on a schedule. */
final class SweepSettings {
  private static final Setting<SweepConfig.Mode> MODE =
      Setting.choice(
          "sweep.mode",
          SweepConfig.Mode.OFF,
          SweepConfig.Mode.class,
          "whether an AWS account is swept: watch looks and alarms, apply deletes");
  private static final Setting<String> ACCOUNT =
      Setting.text("sweep.account", "", "the account that is meant, twelve digits");
  private static final Setting<String> REGION =
      Setting.text("sweep.region", "", "the region that is meant");
  private static final Setting<String> OWNER_TAG =
      Setting.text("sweep.owner_tag", "", "KEY=VALUE that your stacks carry, exact");
  private static final Setting<List<Pattern>> THROW_AWAY =
      patterns("sweep.throw_away", "anchored name patterns of stacks that go when old enough");
  private static final Setting<List<Pattern>> OWN =
      patterns("sweep.own", "anchored name patterns of stacks to delete again when that failed");
  private static final Setting<Duration> MIN_AGE =
      Setting.duration("sweep.min_age", "24h", "1m", "3650d", "age at which throw-away stacks go");
  private static final Setting<List<String>> KEEP =
      Setting.list("sweep.keep", "", "ids that are never deleted, nor what they use");
  private static final Setting<Integer> MAX_DELETES =
      Setting.number("sweep.max_deletes", 100, 0, 10_000, "a plan with more deletes nothing");
  private static final Setting<Integer> MAX_PERCENT =
      Setting.number("sweep.max_percent", 50, 0, 100, "nor one with a larger part of all things");
  private static final Setting<Duration> BUDGET =
      Setting.duration("sweep.budget", "20m", "1m", "4h", "how long a run may take");
  private static final Setting<Duration> INTERVAL =
      Setting.duration(
          "sweep.interval", "1h", "5m", "24h", "between two runs when no earlier look is useful");
  private static final Setting<Duration> LEASE_SHORTEST =
      Setting.duration(
          "sweep.lease_shortest", "20m", "0s", "30d", "AgentCore's interfaces linger at least");
  private static final Setting<Duration> LEASE_LONGEST =
      Setting.duration("sweep.lease_longest", "8h", "1m", "30d", "and at most, as documented");
  private static final Setting<Duration> STUCK_AFTER =
      Setting.duration("sweep.stuck_after", "12h", "1m", "60d", "when one is alarming");
  private static final Setting<String> ALERT_FILE =
      Setting.text("sweep.alert_file", "", "file that holds the open alerts");
  private static final Setting<String> ALERT_WEBHOOK =
      Setting.text(
          "sweep.alert_webhook_variable", "", "environment variable with the alerts' address");
  private static final Setting<String> ALERT_TOKEN =
      Setting.text(
          "sweep.alert_token_variable", "", "environment variable with the webhook's token");

  static final List<Setting<?>> ALL =
      List.of(
          MODE,
          ACCOUNT,
          REGION,
          OWNER_TAG,
          THROW_AWAY,
          OWN,
          MIN_AGE,
          KEEP,
          MAX_DELETES,
          MAX_PERCENT,
          BUDGET,
          INTERVAL,
          LEASE_SHORTEST,
          LEASE_LONGEST,
          STUCK_AFTER,
          ALERT_FILE,
          ALERT_WEBHOOK,
          ALERT_TOKEN);

  private SweepSettings() {}

  /** Patterns may contain commas, and each begins with ^: there the next one begins. */
  private static Setting<List<Pattern>> patterns(String key, String meaning) {
    return new Setting<>(
        key,
        "",
        "list of regular expressions that begin with ^ and end with $",
        meaning,
        text ->
            Arrays.stream(text.split("[,\n]\\s*(?=\\^)"))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .map(SweepSettings::pattern)
                .toList());
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("expected a regular expression", e);
    }
  }

  /** The section; with a mistake, one that is off, for the reader fails in the end. */
  static SweepConfig read(ConfigReader reader) {
    SweepConfig.Mode mode = reader.get(MODE);
    SweepConfig.Alerts alerts =
        new SweepConfig.Alerts(
            present(reader.get(ALERT_FILE)),
            present(reader.get(ALERT_WEBHOOK)),
            present(reader.get(ALERT_TOKEN)));
    Parts parts = parts(reader);
    Duration interval = reader.get(INTERVAL);
    if (mode == SweepConfig.Mode.OFF) {
      return new SweepConfig(mode, Optional.empty(), interval, alerts);
    }
    Optional<Scope> scope =
        checked(reader, ACCOUNT.key(), () -> new Scope(parts.account(), parts.region()));
    Optional<StackRules> rules = rules(reader, parts);
    Optional<InterfaceFamily> family =
        checked(reader, LEASE_LONGEST.key(), () -> family(parts.lease()));
    Optional<SweepPolicy> policy =
        scope.flatMap(
            where ->
                rules.flatMap(
                    which -> family.map(one -> policy(where, which, one, parts.limits()))));
    return new SweepConfig(
        mode, policy.map(one -> one.withProtection(protection(parts))), interval, alerts);
  }

  /** What was read, before it is put together. */
  private record Parts(
      String account,
      String region,
      String ownerTag,
      List<Pattern> throwAway,
      List<Pattern> own,
      Duration minimumAge,
      List<String> keep,
      Limits limits,
      Lease lease) {}

  private record Lease(Duration shortest, Duration longest, Duration stuckAfter) {}

  private static Parts parts(ConfigReader reader) {
    Limits usual = Limits.standard();
    return new Parts(
        reader.get(ACCOUNT).strip(),
        reader.get(REGION).strip(),
        reader.get(OWNER_TAG).strip(),
        reader.get(THROW_AWAY),
        reader.get(OWN),
        reader.get(MIN_AGE),
        reader.get(KEEP),
        new Limits(
            reader.get(MAX_DELETES),
            reader.get(MAX_PERCENT),
            usual.parallelism(),
            reader.get(BUDGET),
            usual.settle()),
        new Lease(reader.get(LEASE_SHORTEST), reader.get(LEASE_LONGEST), reader.get(STUCK_AFTER)));
  }

  private static Optional<StackRules> rules(ConfigReader reader, Parts parts) {
    int equals = parts.ownerTag().indexOf('=');
    if (equals < 1 || equals == parts.ownerTag().length() - 1) {
      reader.problem(OWNER_TAG.key(), "name the ownership tag of your stacks as KEY=VALUE");
      return Optional.empty();
    }
    if (parts.throwAway().isEmpty() && parts.own().isEmpty()) {
      reader.problem(THROW_AWAY.key(), "list a pattern here or in sweep.own, or nothing is yours");
      return Optional.empty();
    }
    return checked(
        reader,
        THROW_AWAY.key(),
        () ->
            new StackRules(
                parts.ownerTag().substring(0, equals),
                parts.ownerTag().substring(equals + 1),
                parts.throwAway(),
                parts.own(),
                parts.minimumAge()));
  }

  private static InterfaceFamily family(Lease lease) {
    return InterfaceFamily.agentCore()
        .withLease(lease.shortest(), lease.longest(), lease.stuckAfter());
  }

  private static Protection protection(Parts parts) {
    return Protection.standard().withIds(Set.copyOf(parts.keep()));
  }

  private static SweepPolicy policy(
      Scope scope, StackRules rules, InterfaceFamily family, Limits limits) {
    return new SweepPolicy(
        scope,
        new Selection.Sweep(),
        rules,
        Protection.standard(),
        List.of(family, InterfaceFamily.lambda()),
        limits);
  }

  private static <T> Optional<T> checked(ConfigReader reader, String key, Supplier<T> make) {
    try {
      return Optional.of(make.get());
    } catch (IllegalArgumentException e) {
      reader.problem(key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<String> present(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
  }
}
