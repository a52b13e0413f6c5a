package dev.berth.policy.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.policy.Call;
import dev.berth.core.policy.Policy.Question;
import dev.berth.core.policy.Ruling;
import dev.berth.core.policy.Ruling.Effect;
import dev.berth.core.policy.Scope;
import dev.berth.core.policy.Severity;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.testkit.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CedarPolicyTest {
  private final CedarPolicy policy = new CedarPolicy(new VirtualTime());

  private Ruling judge(Question question, String... scopes) {
    return policy.judge(
        question,
        Set.of(scopes).stream().map(Scope::parse).collect(java.util.stream.Collectors.toSet()));
  }

  private Ruling.Ask asks(Question question, String... scopes) {
    Ruling ruling = judge(question, scopes);
    assertThat(ruling).isInstanceOf(Ruling.Ask.class);
    return (Ruling.Ask) ruling;
  }

  private Ruling.Deny denies(Question question, String... scopes) {
    Ruling ruling = judge(question, scopes);
    assertThat(ruling).isInstanceOf(Ruling.Deny.class);
    return (Ruling.Deny) ruling;
  }

  private Ruling.Allow allows(Question question, String... scopes) {
    Ruling ruling = judge(question, scopes);
    assertThat(ruling).isInstanceOf(Ruling.Allow.class);
    return (Ruling.Allow) ruling;
  }

  @Test
  void allowsWhatNoRuleIsAbout() {
    assertThat(allows(Asked.bash("ls -la")).lifted()).isEmpty();
    allows(Asked.write("src/Price.java"));
    allows(Asked.of(new Call("read", Map.of("path", ".env"))));
    allows(Asked.push("refs/heads/" + Asked.BRANCH, false, "src/A.java"));
    allows(Asked.door(new Call(Call.WEB_FETCH, Map.of("host", "repo.example", "port", 443))));
  }

  @Test
  void deniesTheBuiltInHardRules() {
    assertThat(denies(Asked.bash("rm -rf /")).rules()).containsExactly("delete_root");
    assertThat(denies(Asked.write(".git/config")).rules()).containsExactly("write_git_internals");
    assertThat(denies(Asked.bash("psql -c 'DROP TABLE users'")).rules())
        .containsExactly("drop_table");
    assertThat(denies(Asked.bash("mysql -e 'truncate orders'")).rules())
        .containsExactly("truncate_table");
    assertThat(denies(Asked.of(new Call("mcp__db__query", Map.of("sql", "drop table x")))).code())
        .isEqualTo(ErrorCode.POLICY_DENIED);
    assertThat(denies(Asked.readOnly(Asked.write("a.txt"))).rules())
        .containsExactly("read_only_write");
    assertThat(denies(Asked.readOnly(Asked.push("refs/heads/x", false))).enforced()).isTrue();
    allows(Asked.readOnly(Asked.bash("./gradlew test > /tmp/out.txt")));
  }

  @Test
  void asksForTheBuiltInSoftRules() {
    Ruling.Ask force = asks(Asked.bash("git push --force"));
    assertThat(force.rules()).containsExactly("force_push");
    assertThat(force.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(force.timeout()).contains(Duration.ofMinutes(5));
    assertThat(force.approvers()).containsExactlyInAnyOrder("owner", "approvers", "admin");
    assertThat(force.enforced()).isTrue();
    assertThat(force.effects())
        .contains(new Effect("git_push", Optional.of("refs/heads/" + Asked.BRANCH), true));
    assertThat(force.offers())
        .containsExactly(
            new Scope.ThisCall(),
            new Scope.BashPattern("git push --force"),
            new Scope.Rule("force_push"));

    Ruling.Ask main = asks(Asked.bash("git push -f origin main"));
    assertThat(main.rules())
        .containsExactly("force_push", "force_push_protected", "push_protected");
    assertThat(main.severity()).isEqualTo(Severity.HIGH);
    assertThat(main.timeout()).contains(Duration.ofMinutes(5));

    assertThat(asks(Asked.write(".env.local")).rules()).containsExactly("write_env");
    assertThat(asks(Asked.write("deploy/id_rsa")).rules()).containsExactly("write_credentials");
    assertThat(asks(Asked.write(".github/workflows/ci.yml")).rules()).containsExactly("write_ci");
    assertThat(asks(Asked.write(".env")).enforced()).isFalse();
  }

  @Test
  void theGitDoorIsAskedAboutPathsOnceForEachKind() {
    String[] paths =
        IntStream.range(0, 10_000).mapToObj(i -> "src/F" + i + ".java").toArray(String[]::new);
    allows(Asked.push("refs/heads/x", false, paths));
    paths[9_999] = "config/.env.production";
    Ruling.Ask ask = asks(Asked.push("refs/heads/x", false, paths));
    assertThat(ask.rules()).containsExactly("write_env");
    assertThat(ask.enforced()).isTrue();
    assertThat(ask.effects()).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void aLinkInThePlaceOfADirectoryIsWhatItBrings() {
    Call call =
        new Call(
            Call.GIT_PUSH,
            Map.of(
                "ref", "refs/heads/x",
                "paths", List.of(".github"),
                "links", List.of(".github")));
    assertThat(asks(Asked.door(call)).rules()).containsExactly("write_ci");
  }

  @Test
  void scopesLiftSoftRulesAndNeverHardOnes() {
    assertThat(allows(Asked.bash("git push --force"), "all_session").lifted())
        .containsExactly("force_push");
    allows(Asked.bash("git push --force"), "rule:force_push");
    allows(Asked.bash("git push --force"), "tool_type:bash");
    allows(Asked.bash("git  push   '--force'"), "bash_pattern:git push --force*");
    allows(Asked.write(".env"), "tool_group:file_write");
    allows(Asked.write("./a/../.env"), "write_path:.env*");
    asks(Asked.bash("git push --force"), "this_call");
    asks(Asked.write("app/.env"), "write_path:.env*");
    asks(Asked.write("../.env"), "write_path:**.env");
    denies(Asked.bash("rm -rf /"), "all_session", "tool_type:bash", "bash_pattern:rm -rf*");
  }

  @Test
  void aPatternCoversOnlyTheCommandsThatItLooksLike() {
    asks(Asked.bash("echo ok; git push --force"), "bash_pattern:echo *");
    asks(Asked.bash("echo x > .env"), "bash_pattern:echo *");
    allows(Asked.bash("echo x > .env"), "bash_pattern:echo x > .env");
    asks(
        Asked.bash("git push --force origin a && git push -f origin main"),
        "bash_pattern:git push --force *");
    asks(Asked.bash("echo 'a; rm x"), "bash_pattern:echo *");
  }

  @Test
  void rulesThatDoNotHoldTogetherAreNotLiftedByOne() {
    Ruling.Ask ask = asks(Asked.bash("git push -f origin main"), "rule:force_push");
    assertThat(ask.rules()).containsExactly("force_push_protected", "push_protected");
  }

  @Test
  void theFingerprintIsOfTheStepAndNotOfHowItIsWritten() {
    String plain = asks(Asked.bash("git push --force origin main")).fingerprint();
    assertThat(plain).matches("[0-9a-f]{64}");
    assertThat(asks(Asked.bash("git  push '--force'   origin \"main\"")).fingerprint())
        .isEqualTo(plain);
    assertThat(asks(Asked.bash("git push --force origin master")).fingerprint())
        .isNotEqualTo(plain);
    assertThat(asks(Asked.write("./.env")).fingerprint())
        .isEqualTo(asks(Asked.write("/workspace/repo/.env")).fingerprint());
  }

  @Test
  void whatCannotBeReadIsAsked() {
    assertThat(asks(Asked.bash("echo 'open")).rules()).containsExactly("unparsed");
    assertThat(asks(Asked.bash("echo 'open")).reason()).startsWith("UNPARSED");
    assertThat(asks(Asked.of(new Call("bash", Map.of("command", 7)))).rules())
        .containsExactly("unparsed");
    assertThat(asks(Asked.of(new Call("write", Map.of("path", List.of())))).rules())
        .containsExactly("unresolved");
  }

  @Test
  void twoSlowAttemptsAreADenial() {
    int[] reads = {0};
    Time slow =
        new Slow() {
          @Override
          public long nanos() {
            return reads[0]++ * Duration.ofMillis(101).toNanos();
          }
        };
    CedarPolicy late = new CedarPolicy(slow);
    Ruling ruling = late.judge(Asked.bash("ls"), Set.of());
    assertThat(ruling).isInstanceOf(Ruling.Deny.class);
    assertThat(((Ruling.Deny) ruling).code()).isEqualTo(ErrorCode.POLICY_FAILED);
    assertThat(reads[0]).isEqualTo(4);
  }

  @Test
  void oneSlowAttemptIsTriedAgain() {
    int[] reads = {0};
    Time slow =
        new Slow() {
          @Override
          public long nanos() {
            return reads[0]++ == 0 ? 0 : Duration.ofSeconds(1).toNanos();
          }
        };
    assertThat(new CedarPolicy(slow).judge(Asked.bash("ls"), Set.of()))
        .isInstanceOf(Ruling.Allow.class);
  }

  private abstract static class Slow implements Time {
    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public void sleep(Duration duration) {
      throw new IllegalStateException("nobody sleeps here");
    }
  }

  @Test
  void tellsWhatIsWrongWithAScope() {
    assertThat(policy.problem(Scope.parse("rule:force_push"), Optional.empty())).isEmpty();
    assertThat(policy.problem(Scope.parse("rule:drop_table"), Optional.empty()).orElse(""))
        .contains("hard");
    assertThat(policy.problem(Scope.parse("rule:nothing"), Optional.empty()).orElse(""))
        .contains("no rule");
    assertThat(policy.problem(Scope.parse("all_session"), Optional.empty())).isEmpty();
  }

  @Test
  void listsItsRules() {
    assertThat(policy.rules(Optional.empty()))
        .extracting(rule -> rule.id())
        .contains("delete_root", "force_push", "unparsed")
        .doesNotHaveDuplicates();
  }

  /** Cedar's library says nothing about threads; this would show what it did wrong. */
  @Test
  void answersManyThreadsTheSame() throws Exception {
    CedarPolicy real = new CedarPolicy(new SystemTime());
    real.warmUp();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> wrong =
          IntStream.range(0, 8)
              .mapToObj(thread -> threads.submit((Callable<Integer>) () -> wrong(real, thread)))
              .toList();
      for (Future<Integer> one : wrong) {
        assertThat(one.get()).isZero();
      }
    }
  }

  private static int wrong(CedarPolicy policy, int thread) {
    int wrong = 0;
    for (int i = 0; i < 100; i++) {
      Ruling force = policy.judge(Asked.bash("git push -f origin t" + thread + "x" + i), Set.of());
      Ruling plain = policy.judge(Asked.bash("git push origin t" + thread + "x" + i), Set.of());
      // The limit of time may strike on a busy machine; nothing else may differ.
      boolean late = isLate(force) || isLate(plain);
      wrong += late || (force instanceof Ruling.Ask && plain instanceof Ruling.Allow) ? 0 : 1;
    }
    return wrong;
  }

  private static boolean isLate(Ruling ruling) {
    return ruling instanceof Ruling.Deny deny && deny.reason().contains("longer than");
  }
}
