package dev.berth.server;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.workflow.Workflow;
import dev.berth.engine.session.AgentCatalog;
import dev.berth.engine.workflow.Workflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The agents of an installation: the reference agent, and those that the operator configured. */
public final class InstalledAgents implements AgentCatalog {
  private static final String REFERENCE = "reference";
  private static final String HOME = DIRECTORY + "/";

  /** Left there by packaging. */
  private static final String CACHE = "berth-agent.aot";

  private final Map<String, Agent> byName = new TreeMap<>();

  /**
   * The reference agent and these.
   *
   * @param configured under other names
   */
  InstalledAgents(Installed installed, List<Agent> configured) {
    byName.put(REFERENCE, reference(installed));
    configured.forEach(agent -> byName.put(agent.name(), agent));
  }

  private static Agent reference(Installed installed) {
    List<String> command = new ArrayList<>();
    command.add(installed.javaHome().resolve("bin/java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m"));
    if (Files.isRegularFile(installed.referenceAgent().resolve(CACHE))) {
      // One that does not fit this JDK any more is ignored, and in silence.
      command.addAll(List.of("-XX:AOTCache=" + HOME + CACHE, "-Xlog:aot=off", "-Xlog:cds=off"));
    }
    command.addAll(List.of("-cp", classPath(installed.referenceAgent(), HOME)));
    command.add("dev.berth.agent.AgentMain");
    return new Agent(
        REFERENCE,
        Kind.AWARE,
        Optional.of(installed.referenceAgent()),
        command,
        Map.of("JAVA_HOME", installed.javaHome().toString()),
        8080);
  }

  /**
   * The agent's jars as a class path, always in the same order: a start-up cache fits no other.
   *
   * @param directory where they are
   * @param place where whoever runs them sees that directory, with a slash at its end
   */
  public static String classPath(Path directory, String place) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .sorted()
          .map(name -> place + name)
          .collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.CONFIG_INVALID, "the installation's " + directory + " cannot be read", e);
    }
  }

  @Override
  public Optional<Agent> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * Looks whether every workflow's agent is here, before a task finds out.
   *
   * @throws BerthException {@code WORKFLOW_INVALID} with each one that is not
   */
  void require(Workflows workflows) {
    List<FieldProblem> missing =
        workflows.ids().stream()
            .flatMap(id -> workflows.current(id).stream())
            .filter(workflow -> find(workflow.agent()).isEmpty())
            .map(workflow -> new FieldProblem(workflow.id() + ".yaml", "AGENT", words(workflow)))
            .toList();
    if (!missing.isEmpty()) {
      FieldProblem first = missing.getFirst();
      throw new BerthException(
          ErrorCode.WORKFLOW_INVALID, first.field() + ": " + first.message(), missing, null);
    }
  }

  private String words(Workflow workflow) {
    return "there is no agent '"
        + workflow.agent()
        + "'; known: "
        + String.join(", ", byName.keySet())
        + ". The configuration adds one under agents."
        + workflow.agent();
  }
}
