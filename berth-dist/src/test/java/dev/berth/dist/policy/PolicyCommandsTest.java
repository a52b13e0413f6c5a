package dev.berth.dist.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.command.Cli;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.terminal.Capabilities;
import dev.berth.cli.time.SystemTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands about rules, as people call them. */
final class PolicyCommandsTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path directory;

  private record Result(int exit, String out, String err) {
    JsonNode json() {
      return JSON.readTree(out);
    }
  }

  private Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CliContext context =
        new CliContext(
            Map.of(),
            new CliContext.Streams(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)),
            new Capabilities(false, false, false, true, 120, false),
            new SystemTime(),
            directory);
    int exit = new Cli(List.of(new PolicyCommands()), context, "test").run(arguments);
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private String file(String text) throws IOException {
    Files.writeString(directory.resolve("team.cedar"), text);
    return "team.cedar";
  }

  @Test
  void explainsAsJson() {
    Result ask =
        run("policy", "explain", "--output", "json", "--", "cd x && git push -f origin HEAD:main");
    assertThat(ask.exit()).isZero();
    JsonNode data = ask.json().path("data");
    assertThat(data.propertyNames())
        .containsExactlyInAnyOrder("decision", "rules", "effects", "enforced");
    assertThat(data.path("decision").asString()).isEqualTo("ask");
    assertThat(data.path("rules").toString())
        .isEqualTo("[\"force_push\",\"force_push_protected\",\"push_protected\"]");
    assertThat(data.path("enforced").asBoolean()).isTrue();
    assertThat(data.path("effects").toString())
        .contains("{\"action\":\"git_push\",\"target\":\"refs/heads/main\",\"enforced\":true}");

    JsonNode deny = run("policy", "explain", "-o", "json", "--", "rm -rf /").json().path("data");
    assertThat(deny.path("decision").asString()).isEqualTo("deny");
    assertThat(deny.path("enforced").asBoolean()).isFalse();
    JsonNode allow = run("policy", "explain", "-o", "json", "--", "ls").json().path("data");
    assertThat(allow.path("decision").asString()).isEqualTo("allow");
    assertThat(allow.path("rules").isEmpty()).isTrue();
  }

  @Test
  void explainsInWords() {
    Result result = run("policy", "explain", "--repo", "acme/shop", "--", "echo A > .env");
    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .contains("ask: Writes an .env file (write_env)")
        .contains("advice: only an agent that asks is held")
        .contains("write_file .env")
        .contains("waits    600 s");
    assertThat(run("policy", "explain", "--repo", "nonsense", "--", "ls").exit()).isEqualTo(2);
    assertThat(run("policy", "explain").exit()).isEqualTo(2);
  }

  @Test
  void reportsEveryMistakeOfAFile() throws IOException {
    Result wrong =
        run(
            "policy",
            "lint",
            file(
                """
                @rule_id("a") @tier("soft") @approval_timeout_s("29")
                forbid (principal, action, resource);

                forbid (principal, action, resource);
                //! disable delete_root
                """));
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.err())
        .contains("team.cedar:1: rule a: a timeout of '29'")
        .contains("team.cedar:4: the rule has no id")
        .contains("team.cedar:4: the rule has no tier")
        .contains("team.cedar:5: rule delete_root: a built-in hard rule holds always")
        .contains("POLICY_INVALID");
    Result good =
        run(
            "policy",
            "lint",
            file("@rule_id(\"a\") @tier(\"soft\")\nforbid (principal, action, resource);\n"));
    assertThat(good.out()).contains("team.cedar is valid: 1 rule");
    assertThat(run("policy", "lint", "missing.cedar").err()).contains("FILE_UNREADABLE");
  }

  @Test
  void playsTheExamplesOfAFile() throws IOException {
    String rules =
        """
        @rule_id("no_prod") @tier("soft")
        forbid (principal, action == Action::"write_file", resource)
        when { context.file_path like "deploy/prod/*" };
        //? ask no_prod : write: deploy/prod/app.yml
        //? ask no_prod : sed -i s/a/b/ deploy/prod/app.yml
        //? allow : write: deploy/test/app.yml
        //? ask force_push : push: refs/heads/topic force
        """;
    Result good = run("policy", "test", file(rules));
    assertThat(good.out()).contains("4 of 4 examples are as expected");
    assertThat(good.exit()).isZero();
    Result bad = run("policy", "test", file(rules + "//? deny : ls\n"));
    assertThat(bad.exit()).isEqualTo(1);
    assertThat(bad.out()).contains("FAILED  team.cedar:8 ls -> allow");
    assertThat(run("policy", "test", file("//? maybe : ls\n")).err()).contains("BAD_EXAMPLE");
  }

  @Test
  void listsRules() throws IOException {
    assertThat(run("policy", "list").out())
        .contains("delete_root")
        .contains("force_push")
        .containsPattern("force_push +soft +wall")
        .containsPattern("write_env +soft +advice");
    String rules =
        file("@rule_id(\"mine\") @tier(\"soft\")\nforbid (principal, action, resource);");
    JsonNode data = run("policy", "list", "--rules", rules, "-o", "json").json().path("data");
    assertThat(data.findValuesAsString("id")).contains("mine", "drop_table");
  }

  @Test
  void explainsItself() {
    for (String command : List.of("list", "lint", "test", "explain")) {
      assertThat(run("policy", command, "--help").exit()).isZero();
    }
  }
}
