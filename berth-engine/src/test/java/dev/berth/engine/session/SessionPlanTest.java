package dev.berth.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.secret.Secret;
import dev.berth.core.session.SessionContext;
import dev.berth.core.session.SessionContext.RepoContext;
import dev.berth.core.workflow.Workflow;
import dev.berth.testkit.store.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a plan has the session's token, and that nobody else's words can ask for it. */
final class SessionPlanTest {
  private static final Secret TOKEN = new Secret("berth_s_0123456789");
  private static final String WORDS = "%s {berth-session-token} {token} ${BERTH_TOKEN} %1$s";

  private final Samples samples = new Samples();
  private final SessionPlan plan =
      new SessionPlan(SessionPlan.Settings.defaults(), _ -> Map.of(".npmrc", WORDS));

  private static final SessionContext.Start EARLIER =
      new SessionContext.Start(
          "refs/berth/checkpoint/01K0000000000000000000000A",
          "1".repeat(40),
          Samples.NOW,
          new TaskId("01K0000000000000000000000B"));

  @Test
  void aContextIsReadAsItWasWrittenAlsoByAnOlderServer() {
    SessionJson json = new SessionJson();
    SessionContext context = context();
    String text = json.write(context);
    assertThat(json.context(text)).isEqualTo(context);
    String older = text.replaceFirst(",\"start\":\\{.*?\\}\\}", "");
    assertThat(older).isNotEqualTo(text);
    assertThat(json.context(older).repo().orElseThrow().start()).isEmpty();
  }

  private SessionContext context() {
    return new SessionContext(
        new TaskId(samples.id()),
        new SessionId(samples.id()),
        new Workflow(
            "coding/new-task-v1",
            "1",
            "",
            true,
            false,
            Workflow.Effect.CHANGE_REQUEST,
            true,
            "house",
            WORDS,
            List.of(),
            new Workflow.Limits(Optional.empty(), Optional.empty())),
        Optional.of(
            new RepoContext(
                new RepoName("acme", "shop"),
                "main",
                "berth/x",
                "0".repeat(40),
                Optional.of(WORDS),
                Optional.of(WORDS),
                Optional.of(EARLIER))),
        new SessionContext.Prompt(WORDS, WORDS, "1"),
        List.of(new SessionContext.Source("task_description", "owner", "\n Fix the total\nnow")),
        new SessionContext.ModelContext("openai", "scripted-1", 8_192),
        new SessionContext.LimitsContext(100, 1_000_000, Samples.NOW, 600),
        Map.of("Task-Id", "1", "Prompt-Version", "2"));
  }

  private Map<String, String> planOf(AgentCatalog.Kind kind) {
    return plan.forAgent(
        new AgentCatalog.Agent(
            "house",
            kind,
            Optional.of(Path.of("/opt/agent")),
            List.of("/bin/agent", "{prompt}", WORDS),
            Map.of("HOUSE", WORDS),
            8080),
        context(),
        TOKEN);
  }

  private static Set<String> keysWithTheToken(Map<String, String> plan) {
    Set<String> keys = new TreeSet<>();
    new TreeMap<>(plan)
        .forEach(
            (key, value) -> {
              if (value.contains(TOKEN.reveal())) {
                keys.add(key);
              }
            });
    return keys;
  }

  @ParameterizedTest
  @EnumSource
  void theTokenStandsWhereBerthPutIt(AgentCatalog.Kind kind) {
    Map<String, String> told = planOf(kind);
    assertThat(keysWithTheToken(told))
        .isEqualTo(
            switch (kind) {
              case AWARE -> Set.of("file..gitconfig", "invocation.body");
              case PLAIN, COMMAND ->
                  Set.of(
                      "file..gitconfig",
                      "agent.env.OPENAI_API_KEY",
                      "agent.env.ANTHROPIC_API_KEY",
                      "agent.env.ANTHROPIC_AUTH_TOKEN");
            });
    assertThat(told.get("file..gitconfig")).contains("Bearer " + TOKEN.reveal() + "\n");
  }

  @ParameterizedTest
  @EnumSource
  void whatOthersWroteArrivesAsTheyWroteIt(AgentCatalog.Kind kind) {
    Map<String, String> told = planOf(kind);
    assertThat(told).containsEntry("agent.env.HOUSE", WORDS).containsEntry("file..npmrc", WORDS);
    assertThat(told.get("agent.command.2")).isEqualTo(WORDS);
    assertThat(told.getOrDefault("invocation.body", WORDS)).contains(WORDS);
    if (kind == AgentCatalog.Kind.COMMAND) {
      assertThat(told).containsEntry("agent.command.1", WORDS);
    }
  }

  private Map<String, String> commandOf(String... words) {
    return plan.forAgent(
        new AgentCatalog.Agent(
            "house",
            AgentCatalog.Kind.COMMAND,
            Optional.empty(),
            List.of(words),
            Map.of("ANTHROPIC_MODEL", "mine"),
            8080),
        context(),
        TOKEN);
  }

  @Test
  void aCommandGetsItsTaskWhereItsWordsSaySoElseOnItsInput() {
    assertThat(commandOf("a", "{prompt}", "{model}", "--x={prompt}"))
        .containsEntry("agent.command.1", WORDS)
        .containsEntry("agent.command.2", "scripted-1")
        .containsEntry("agent.command.3", "--x={prompt}")
        .containsEntry("agent.cwd", "/workspace/repo")
        .containsEntry("agent.env.OPENAI_MODEL", "scripted-1")
        .containsEntry("agent.env.ANTHROPIC_MODEL", "mine")
        .doesNotContainKey("agent.stdin");
    assertThat(commandOf("a", "{prompt_file}", "{system_prompt}"))
        .containsEntry("agent.command.1", "/home/agent/.berth/prompt.md")
        .containsEntry("agent.command.2", WORDS)
        .containsEntry("file..berth/prompt.md", WORDS)
        .doesNotContainKey("agent.stdin");
    assertThat(commandOf("a"))
        .containsEntry("agent.stdin", WORDS)
        .doesNotContainKey("file..berth/prompt.md");
  }

  @ParameterizedTest
  @EnumSource
  void sessionInitWorksForAgentsThatDoNotKnowHow(AgentCatalog.Kind kind) {
    Map<String, String> told = planOf(kind);
    if (kind == AgentCatalog.Kind.AWARE) {
      assertThat(told.keySet()).noneMatch(key -> key.startsWith("work."));
    } else {
      assertThat(told)
          .containsEntry("work.base", "0".repeat(40))
          .containsEntry("work.branch", "berth/x")
          .containsEntry("work.push", "true")
          .containsEntry("work.message", "Fix the total\n\nTask-Id: 1\nPrompt-Version: 2\n");
    }
  }

  @Test
  void aVerificationHasNoToken() {
    Map<String, String> told = plan.forVerification(context(), "1".repeat(40), new Secret("token"));
    assertThat(keysWithTheToken(told)).isEmpty();
    assertThat(told).containsEntry("verify.build", WORDS).containsEntry("verify.lint", WORDS);
  }
}
