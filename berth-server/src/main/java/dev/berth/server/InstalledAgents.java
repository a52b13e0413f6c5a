package dev.berth.server;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.engine.session.AgentCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The agents that come with the installation: the reference agent. */
public final class InstalledAgents implements AgentCatalog {
  /** Where the agent's directory is in a sandbox. */
  private static final String HOME = "/opt/berth/agent/";

  /** Left there by packaging. */
  private static final String CACHE = "berth-agent.aot";

  private final Agent reference;

  InstalledAgents(Installed installed) {
    List<String> command = new ArrayList<>();
    command.add(installed.javaHome().resolve("bin/java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m"));
    if (Files.isRegularFile(installed.referenceAgent().resolve(CACHE))) {
      // One that does not fit this JDK any more is ignored, and in silence.
      command.addAll(List.of("-XX:AOTCache=" + HOME + CACHE, "-Xlog:aot=off", "-Xlog:cds=off"));
    }
    command.addAll(List.of("-cp", classPath(installed.referenceAgent(), HOME)));
    command.add("dev.berth.agent.AgentMain");
    this.reference =
        new Agent(
            "reference",
            Kind.AWARE,
            installed.referenceAgent(),
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
    return name.equals(reference.name()) ? Optional.of(reference) : Optional.empty();
  }
}
