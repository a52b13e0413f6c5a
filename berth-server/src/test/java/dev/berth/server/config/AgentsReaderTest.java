package dev.berth.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.engine.session.AgentCatalog.Agent;
import dev.berth.engine.session.AgentCatalog.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's agents in {@code berth.yaml}, and every mistake about them at once. */
final class AgentsReaderTest {
  @TempDir Path directory;
  private Path data;
  private Path agents;

  @BeforeEach
  void files() throws Exception {
    data = Files.createDirectory(directory.resolve("data"));
    agents = Files.createDirectory(directory.resolve("agents"));
    Files.createFile(agents.resolve("run.sh")).toFile().setExecutable(true);
    Files.createFile(agents.resolve("notes.txt"));
  }

  private BerthConfig load(String yaml) throws Exception {
    Files.writeString(
        data.resolve("berth.yaml"),
        yaml.replace("AGENTS", agents.toString()).replace("DATA", data.toString()));
    return ConfigLoader.load(data, Optional.empty(), Map.of(), Map.of());
  }

  private List<String> problems(String yaml) {
    return catchThrowableOfType(BerthException.class, () -> load(yaml)).problems().stream()
        .map(FieldProblem::field)
        .toList();
  }

  @Test
  void readsEachKind() throws Exception {
    BerthConfig config =
        load(
            """
            agents:
              one:
                kind: command
                directory: AGENTS
                command: [/opt/berth/agent/run.sh, "--tools=a,b", "{prompt}"]
                environment: {MODE: "fast, please", RETRIES: 3}
              two:
                kind: plain
                command: [server, "9000"]
                port: 9000
            """);
    assertThat(config.agents())
        .containsExactlyInAnyOrder(
            new Agent(
                "one",
                Kind.COMMAND,
                Optional.of(agents),
                List.of("/opt/berth/agent/run.sh", "--tools=a,b", "{prompt}"),
                Map.of("MODE", "fast, please", "RETRIES", "3"),
                8080),
            new Agent(
                "two", Kind.PLAIN, Optional.empty(), List.of("server", "9000"), Map.of(), 9000));
    assertThat(config.lines())
        .as("berth config show knows them")
        .anyMatch(line -> line.key().equals("agents.one.environment.MODE"));
  }

  @Test
  void tellsEveryMistakeAtOnce() {
    assertThat(
            problems(
                """
                agents:
                  Big: {kind: command, command: [x]}
                  reference: {kind: command, command: [x]}
                  a: {kind: magic, command: []}
                  b:
                    kind: command
                    directory: relative
                    command: [x]
                    port: 8080
                    image: some/image
                  c:
                    kind: plain
                    directory: AGENTS
                    command: [/opt/berth/agent/notes.txt, "{prompt}"]
                    port: 8090
                    environment: {HOME: /tmp, BERTH_X: y, 1x: z}
                  d: {kind: aware, command: [/opt/berth/agent/run.sh]}
                """))
        .containsExactlyInAnyOrder(
            "agents.Big",
            "agents.reference",
            "agents.a.kind",
            "agents.a.command",
            "agents.b.directory",
            "agents.b.port",
            "agents.b.image",
            "agents.c.command",
            "agents.c.command",
            "agents.c.port",
            "agents.c.environment.HOME",
            "agents.c.environment.BERTH_X",
            "agents.c.environment.1x",
            "agents.d.directory");
  }

  @Test
  void noSessionSeesBerthsOwnData() throws Exception {
    Files.createSymbolicLink(directory.resolve("link"), directory);
    String agent = "agents: {a: {kind: command, command: [x], directory: %s}}\n";
    assertThat(problems(agent.formatted("/"))).containsExactly("agents.a.directory");
    assertThat(problems(agent.formatted(directory))).containsExactly("agents.a.directory");
    assertThat(problems(agent.formatted(directory.resolve("link"))))
        .containsExactly("agents.a.directory");
    assertThat(problems(agent.formatted("DATA"))).containsExactly("agents.a.directory");
    assertThat(load(agent.formatted("AGENTS")).agents()).hasSize(1);
  }
}
