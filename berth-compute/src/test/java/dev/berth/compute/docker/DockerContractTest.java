package dev.berth.compute.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.compute.ScriptedAgents;
import dev.berth.testkit.backend.BackendContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by containers of this machine's engine. */
final class DockerContractTest extends BackendContract {
  @TempDir private Path data;

  @Override
  protected Rig open() throws Exception {
    DockerHost.require();
    DockerHost host = new DockerHost(data);
    return new ScriptedAgents(
        data,
        host::backend,
        () -> assertThat(host.census()).as("by the engine's own listing").isEmpty());
  }
}
