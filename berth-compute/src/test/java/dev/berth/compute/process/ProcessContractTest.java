package dev.berth.compute.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.compute.ScriptedAgents;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.lease.Place;
import dev.berth.core.time.SystemTime;
import dev.berth.testkit.backend.BackendContract;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by processes of this host. */
final class ProcessContractTest extends BackendContract {
  @TempDir private Path data;

  @Override
  protected Rig open() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")), "bubblewrap is not installed");
    Place.Host place = ScriptedAgents.place();
    ProcessSettings settings =
        ProcessSettings.standard(
            data, ScriptedAgents.initClasses(), ProcessSettings.Isolation.REQUIRED, 4);
    return new ScriptedAgents(
        data,
        () ->
            new ProcessBackend(
                settings, place, new SystemTime(), new HostCommandRunner("/usr/bin:/bin")));
  }
}
