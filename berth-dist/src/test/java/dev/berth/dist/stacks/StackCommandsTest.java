package dev.berth.dist.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.command.Cli;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.terminal.Capabilities;
import dev.berth.cli.time.SystemTime;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.simulate.SimulatedAccount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands over one simulated account that lives as long as its test. */
final class StackCommandsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> OURS =
      List.of(
          "--account", "111122223333",
          "--region", "eu-west-1",
          "--owner-tag", "owner=berth-ci",
          "--throw-away", "^int-[0-9a-f]{8}$",
          "--own", "^app-[a-z]{1,20}$",
          "--min-age", "PT2H",
          "--max-percent", "100");

  private SimulatedAccount account = new SimulatedAccount(7);

  private record Result(int exit, String out, String err) {
    JsonNode json() {
      return JSON.readTree(out);
    }
  }

  private Result run(Accounts accounts, List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CliContext context =
        new CliContext(
            Map.of(),
            new CliContext.Streams(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)),
            new Capabilities(false, false, false, true, 100, false),
            new SystemTime(),
            Path.of("").toAbsolutePath());
    int exit =
        new Cli(List.of(new StackCommands(accounts)), context, "test")
            .run(arguments.toArray(String[]::new));
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Result run(String... arguments) {
    return run(
        (choice, context) ->
            new Accounts.Opened(
                account.cloud(), account.ledger(), account.alerts(), account.clock()),
        List.of(arguments));
  }

  private Result ours(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(OURS);
    return run(all.toArray(String[]::new));
  }

  private List<Item> standing() {
    List<Item> all = new ArrayList<>();
    for (ItemType type : ItemType.values()) {
      account.cloud().portOf(type).ifPresent(port -> all.addAll(port.list(type).items()));
    }
    return all;
  }

  @Test
  void aRolesPolicyIsPrintedAndWrongUsageEndsWith50() {
    List<String> words =
        List.of(
            "sweep",
            "iam",
            "--account",
            "111122223333",
            "--region",
            "eu-west-1",
            "--throw-away",
            "^int-[0-9a-f]{8}$");
    List<String> good = new ArrayList<>(words);
    good.addAll(List.of("--owner-tag", "owner=berth-ci", "--type", "stack"));
    Result printed = run(good.toArray(String[]::new));
    assertThat(printed.exit()).as(printed.err()).isZero();
    assertThat(printed.json().get("Statement").findValuesAsString("Sid"))
        .containsExactly("Read", "DeleteStacks");
    for (String wrong : List.of("owner", "=x", "owner=")) {
      List<String> bad = new ArrayList<>(words);
      bad.addAll(List.of("--owner-tag", wrong));
      assertThat(run(bad.toArray(String[]::new)).exit()).isEqualTo(50);
    }
  }

  @Test
  void aPlanChangesNothingAndItsHashCarriesItOut() {
    List<Item> before = standing();
    Result plan = ours("sweep", "plan", "--output", "json");
    assertThat(plan.exit()).as(plan.out() + plan.err()).isEqualTo(10);
    assertThat(standing()).isEqualTo(before);
    String hash = plan.json().path("planHash").asString();
    Result applied = ours("sweep", "apply", hash, "--output", "json");
    assertThat(applied.exit()).as(applied.out()).isIn(0, 10);
    assertThat(applied.json().path("steps").size()).isPositive();
    assertThat(standing()).hasSizeLessThan(before.size());
    assertThat(ours("sweep", "apply", "0000000000000000").exit()).isEqualTo(40);
  }

  @Test
  void anotherAccountOrRegionThanTheMeantOneIsRefused() {
    List<Item> before = standing();
    List<String> elsewhere = new ArrayList<>(List.of("sweep", "apply", "--by-policy"));
    elsewhere.addAll(OURS);
    elsewhere.set(elsewhere.indexOf("111122223333"), "999999999999");
    Result refused = run(elsewhere.toArray(String[]::new));
    assertThat(refused.exit()).isEqualTo(40);
    assertThat(refused.out()).contains("REFUSED");
    assertThat(standing()).isEqualTo(before);
  }

  @Test
  void aCapRefusesTheWholePlan() {
    assertThat(ours("sweep", "apply", "--by-policy", "--max-deletes", "0").exit()).isEqualTo(40);
  }

  @Test
  void wrongUsageEndsWithFifty() {
    assertThat(run("sweep", "plan").exit()).isEqualTo(50);
    assertThat(ours("sweep", "apply").exit()).isEqualTo(50);
    assertThat(ours("sweep", "plan", "--own", ".*").exit()).isEqualTo(50);
    assertThat(ours("sweep", "plan", "--own", "^(").exit()).isEqualTo(50);
    assertThat(ours("sweep", "plan", "--min-age", "PT0S").exit()).isEqualTo(50);
    assertThat(ours("sweep", "plan", "--min-age", "soon").exit()).isEqualTo(50);
    assertThat(ours("stack", "destroy", "nobodys").exit()).isEqualTo(50);
    assertThat(ours("sweep", "plan", "--lease-longest", "PT1M").exit()).isEqualTo(50);
    assertThat(ours("sweep", "plan", "--known-session", "arn:aws:x").exit()).isEqualTo(50);
    assertThat(run("sweep").exit()).isEqualTo(50);
    assertThat(run("sweep", "everything").exit()).isEqualTo(50);
    assertThat(run("stack", "--nothing").exit()).isEqualTo(50);
  }

  private Optional<String> restingStack() {
    return standing().stream()
        .filter(item -> item.type() == ItemType.STACK)
        .filter(item -> item.status().equals("CREATE_COMPLETE"))
        .filter(item -> item.tags().equals(Tags.of(Map.of("owner", "berth-ci"))))
        .filter(
            item ->
                ours("stack", "destroy", item.name(), "--output", "json")
                    .out()
                    .contains("\"action\" : \"delete\""))
        .map(Item::name)
        .findFirst();
  }

  private SimulatedAccount accountWithAStackThatRests() {
    for (long seed = 0; seed < 100; seed++) {
      account = new SimulatedAccount(seed);
      if (restingStack().isPresent()) {
        return account;
      }
    }
    throw new AssertionError("no account has a stack that can be destroyed");
  }

  @Test
  void aStackIsDestroyedByItsNameUntilItIsGone() {
    account = accountWithAStackThatRests();
    String name = restingStack().orElseThrow();
    Result plan = ours("stack", "destroy", name, "--output", "json");
    assertThat(plan.exit()).as(plan.out() + plan.err()).isEqualTo(10);
    String hash = plan.json().path("planHash").asString();
    Result done =
        ours("stack", "destroy", name, "--apply", hash, "--wait", "P3D", "--output", "json");
    assertThat(done.exit()).as(done.out() + done.err()).isIn(0, 20);
    assertThat(ours("stack", "residue", name).exit()).isIn(0, 20);
    assertThat(ours("stack", "residue").out()).contains("exit code");
  }

  @Test
  void watchingRemembersAndDeletesNothing() {
    List<Item> before = standing();
    assertThat(ours("sweep", "watch", "--for", "PT1H").exit()).isIn(10, 20);
    assertThat(account.ledger().read().events()).isNotEmpty();
    assertThat(standing().size()).isLessThanOrEqualTo(before.size());
    Result status = ours("sweep", "status");
    assertThat(status.out())
        .contains("exit code 10", "The last run, cli-", "ended at", "Left, and to go")
        .doesNotContain("--apply");
    JsonNode ledger = ours("sweep", "status", "--output", "json").json().path("ledger");
    assertThat(ledger.path("lastRun").path("exitCode").intValue()).isIn(10, 20);
    assertThat(ledger.path("events").intValue()).isPositive();
  }

  @Test
  void simulatingCountsAndAMutantIsCaught() {
    Result good = run("sweep", "simulate", "--worlds", "60", "--seed", "1", "--output", "json");
    JsonNode counts = good.json();
    assertThat(counts.path("worlds").intValue()).isEqualTo(60);
    for (String bad : List.of("foreign_deletes", "order_violations", "never_clean")) {
      assertThat(counts.path(bad).isNumber()).isTrue();
      assertThat(counts.path(bad).intValue()).as(good.out()).isZero();
    }
    assertThat(counts.path("faults_injected").intValue()).isPositive();
    assertThat(good.exit()).as(good.out()).isZero();
    Result caught =
        run("sweep", "simulate", "--worlds", "20", "--mutant", "ownership", "--output", "json");
    assertThat(caught.exit()).isEqualTo(1);
    assertThat(caught.json().path("foreign_deletes").intValue()).isPositive();
    assertThat(run("sweep", "simulate", "--mutant", "nothing").exit()).isEqualTo(50);
    assertThat(run("sweep", "simulate", "--worlds", "0").exit()).isEqualTo(50);
    assertThat(run("sweep", "simulate", "--worlds", "many").exit()).isEqualTo(50);
    assertThat(run("sweep", "simulate", "--worlds", "5").out()).startsWith("SIMULATION");
  }

  @Test
  void withoutAWayToTheAccountItSaysSo() {
    Accounts none =
        new UsualAccounts(
            (scope, known, time) -> {
              throw CliException.failed("AWS_NOT_CONNECTED", "no way", "Try --simulated.");
            });
    List<String> plan = new ArrayList<>(List.of("sweep", "plan"));
    plan.addAll(OURS);
    assertThat(run(none, plan).exit()).isEqualTo(40);
    plan.addAll(List.of("--simulated", "7"));
    assertThat(run(none, plan).exit()).isEqualTo(10);
  }

  @Test
  void aNameMeansNothingInAnotherAccount() {
    List<String> elsewhere = new ArrayList<>(List.of("stack", "destroy", "int-0123abcd"));
    elsewhere.addAll(OURS);
    elsewhere.set(elsewhere.indexOf("111122223333"), "999999999999");
    Result refused = run(elsewhere.toArray(String[]::new));
    assertThat(refused.exit()).isEqualTo(40);
    assertThat(refused.err()).contains("OTHER_ACCOUNT", "111122223333");
  }

  @Test
  void whatARunDoesIsToldOnStandardErrorUnlessItIsToBeQuiet() {
    Result told = ours("sweep", "apply", "--by-policy", "--output", "json");
    assertThat(told.err()).contains("accepted");
    assertThat(told.json().path("version").intValue()).isEqualTo(1);
    account = new SimulatedAccount(7);
    assertThat(ours("sweep", "apply", "--by-policy", "--quiet").err()).isEmpty();
  }

  @Test
  void sessionsThatSomebodyRemembersReachTheAccount() {
    List<String> known = new ArrayList<>();
    Accounts accounts =
        new UsualAccounts(
            (scope, sessions, time) -> {
              known.addAll(sessions.of(new ItemId(ItemType.RUNTIME, "agent-1")));
              known.addAll(sessions.of(new ItemId(ItemType.RUNTIME, "agent-2")));
              throw CliException.failed("AWS_NOT_CONNECTED", "no way", "Try --simulated.");
            });
    List<String> plan = new ArrayList<>(List.of("sweep", "plan"));
    plan.addAll(OURS);
    plan.addAll(List.of("--known-session", "agent-1/s-1", "--known-session", "agent-1/s-2"));
    assertThat(run(accounts, plan).exit()).isEqualTo(40);
    assertThat(known).containsExactly("s-1", "s-2");
  }
}
