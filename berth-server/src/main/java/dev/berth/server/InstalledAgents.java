package dev.berth.server;

import dev.berth.engine.session.AgentCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The agents that come with the installation: the reference agent. */
final class InstalledAgents implements AgentCatalog {
  private final Agent reference;

  InstalledAgents(Installed installed) {
    String java = installed.javaHome().resolve("bin/java").toString();
    this.reference =
        new Agent(
            "reference",
            Kind.AWARE,
            installed.referenceAgent(),
            List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx384m",
                "-Xshare:auto",
                "-cp",
                "/opt/berth/agent/*",
                "dev.berth.agent.AgentMain"),
            Map.of("JAVA_HOME", installed.javaHome().toString()),
            8080);
  }

  @Override
  public Optional<Agent> find(String name) {
    return name.equals(reference.name()) ? Optional.of(reference) : Optional.empty();
  }
}
