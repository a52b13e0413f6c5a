package dev.berth.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BooksTest {
  private final Books books = new Books();

  private List<FieldProblem> problems(String file, String text) {
    BerthException refused =
        catchThrowableOfType(BerthException.class, () -> books.with(file, text));
    assertThat(refused).as(text).isNotNull();
    assertThat(refused.code()).isEqualTo(ErrorCode.POLICY_INVALID);
    return refused.problems();
  }

  private static String rule(String annotations, String rest) {
    return annotations + "\nforbid (principal, action, resource)" + rest + ";\n";
  }

  @Test
  void tellsEverythingThatIsWrongAtOnce() {
    String text =
        """
        // A comment; with a semicolon
        @rule_id("one") @tier("soft") @approval_timeout_s("29")
        forbid (principal, action, resource);

        @tier("soft")
        forbid (principal, action, resource);

        @rule_id("one") @tier("soft")
        forbid (principal, action, resource);

        @rule_id("force_push") @tier("soft")
        forbid (principal, action, resource);

        @rule_id("broken") @tier("soft")
        forbid (principal, action, resource) when { context.x == };

        @rule_id("typo") @tier("soft")
        forbid (principal, action == Action::"git_push", resource)
        when { context.ref == "x" &&
               context.fource };

        @rule_id("allow") @tier("soft")
        permit (principal, action, resource);

        @rule_id("tierless") @severity("huge") @colour("red") @approvers("owner, god")
        forbid (principal, action, resource);
        //! disable drop_table
        //! disable nothing
        //! enable x
        """;
    assertThat(problems("repo.cedar", text))
        .extracting(problem -> problem.field() + " " + problem.code())
        .containsExactly(
            "repo.cedar:2 TIMEOUT",
            "repo.cedar:5 MISSING_ID",
            "repo.cedar:11 DUPLICATE_ID",
            "repo.cedar:14 SYNTAX",
            "repo.cedar:20 SCHEMA",
            "repo.cedar:22 PERMIT",
            "repo.cedar:25 UNKNOWN_ANNOTATION",
            "repo.cedar:25 TIER",
            "repo.cedar:25 SEVERITY",
            "repo.cedar:25 APPROVERS",
            "repo.cedar:27 DISABLE_HARD",
            "repo.cedar:28 DISABLE_UNKNOWN",
            "repo.cedar:29 DIRECTIVE");
  }

  @Test
  void refusesTheSameIdTwice() {
    String one = rule("@rule_id(\"a\") @tier(\"soft\")", "");
    assertThat(problems("f", one + one))
        .extracting(FieldProblem::code)
        .containsExactly("DUPLICATE_ID");
  }

  @Test
  void eachProblemSaysWhatToDo() {
    assertThat(
            problems("f", rule("@rule_id(\"a\") @tier(\"soft\") @approval_timeout_s(\"29\")", "")))
        .singleElement()
        .extracting(FieldProblem::message)
        .isEqualTo(
            "rule a: a timeout of '29' is not from 30 to 86400 seconds; use"
                + " @approval_timeout_s(\"300\")");
  }

  @Test
  void refusesATierWhereItMayNotStand() {
    assertThat(problems("x/hard.cedar", rule("@rule_id(\"a\") @tier(\"soft\")", "")))
        .extracting(FieldProblem::code)
        .containsExactly("WRONG_TIER");
    assertThat(problems("team.soft.cedar", rule("@rule_id(\"a\") @tier(\"hard\")", "")))
        .extracting(FieldProblem::code)
        .containsExactly("WRONG_TIER");
  }

  @Test
  void refusesMoreThan64Kilobytes() {
    assertThat(problems("f", "// " + "x".repeat(65 * 1024)))
        .extracting(FieldProblem::code)
        .containsExactly("TOO_LARGE");
  }

  @Test
  void refusesTemplatesAndGarbage() {
    assertThat(problems("f", "@rule_id(\"a\") forbid (principal == ?principal, action, resource);"))
        .extracting(FieldProblem::code)
        .containsExactly("SYNTAX");
    assertThat(problems("f", "\"never closed"))
        .extracting(FieldProblem::code)
        .containsExactly("SYNTAX");
    assertThat(problems("f", "}{")).extracting(FieldProblem::code).containsExactly("SYNTAX");
  }

  @Test
  void takesBuiltInSoftRulesAway() throws Exception {
    RuleBook book = books.with("f", "//! disable force_push\n");
    assertThat(book.find("force_push")).isEmpty();
    assertThat(books.builtIn().find("force_push")).isPresent();
  }

  @Test
  void anEmptyTextIsNoRules() {
    assertThat(books.with("f", "").rules()).hasSameSizeAs(books.builtIn().rules());
  }

  @Test
  void answersFromWhatItKnowsOnlyWhereRulesCannotTellTheDifference() throws Exception {
    RuleBook book =
        books.with(
            "f",
            rule(
                    "@rule_id(\"star\") @tier(\"soft\")",
                    " when { context.tool == \"a*\" || context.tool like \"b\\*c*\" }")
                + rule(
                    "@rule_id(\"same\") @tier(\"soft\")",
                    " when { context.repo == context.branch }"));
    assertThat(ids(book, "ab", "r", "x")).isEmpty();
    assertThat(ids(book, "a*", "r", "x")).containsExactly("star");
    assertThat(ids(book, "bxc", "r", "x")).isEmpty();
    assertThat(ids(book, "b*cx", "r", "x")).containsExactly("star");
    assertThat(ids(book, "q", "r", "r")).containsExactly("same");
  }

  private static List<String> ids(RuleBook book, String tool, String repo, String branch)
      throws Exception {
    Map<String, Object> context =
        Map.of(
            "repo",
            repo,
            "branch",
            branch,
            "tool",
            tool,
            "door",
            false,
            "read_only",
            false,
            "tainted",
            false);
    return book.matches("w", Action.INVOKE_TOOL, context).stream().map(LoadedRule::id).toList();
  }

  @Test
  void aRuleThatFailsIsNoAnswer() {
    RuleBook book =
        books.with(
            "f",
            rule(
                "@rule_id(\"over\") @tier(\"soft\")",
                " when { action == Action::\"web_fetch\" && context.tainted }"));
    Map<String, Object> wrong = Map.of("repo", "r", "kinds", Set.of());
    assertThat(
            catchThrowableOfType(
                dev.berth.policy.cedar.CedarException.class,
                () -> book.matches("w", Action.WEB_FETCH, wrong)))
        .isNotNull();
  }

  @Test
  void aNumberThatOverflowsInARuleIsNoAnswer() {
    RuleBook book =
        books.with(
            "f",
            "@rule_id(\"over\") @tier(\"soft\")\nforbid (principal, action =="
                + " Action::\"web_fetch\", resource) when { context.port * 9223372036854775807 > 1"
                + " };");
    Map<String, Object> context =
        Map.of(
            "repo",
            "",
            "branch",
            "",
            "tool",
            "web_fetch",
            "door",
            true,
            "read_only",
            false,
            "tainted",
            false,
            "host",
            "h",
            "port",
            443L,
            "unresolved",
            false);
    assertThat(
            catchThrowableOfType(
                dev.berth.policy.cedar.CedarException.class,
                () -> book.matches("w", Action.WEB_FETCH, context)))
        .isNotNull();
  }
}
