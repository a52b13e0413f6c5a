package dev.berth.chaos.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.time.SystemTime;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HostTest {
  private static final String LEASE = "01K0000000000000000000000A";

  private Lab lab;
  private Host host;

  @BeforeEach
  void make() throws IOException {
    lab = new Lab(Files.createTempDirectory("berth-chaos-").toRealPath(), Optional.empty());
    Files.createDirectory(lab.data());
    Files.createDirectory(lab.control());
    host = new Host(lab);
  }

  @AfterEach
  void takeAway() {
    new Removal(lab, host, new SystemTime()).run(Set.of(LEASE));
    assertThat(lab.root()).doesNotExist();
  }

  private List<String> left() {
    return host.leftovers(Set.of(LEASE), Set.of());
  }

  private static ProcessBuilder sleeping() {
    return new ProcessBuilder("sleep", "60");
  }

  @Test
  void nothingIsThereAtFirst() {
    assertThat(left()).isEmpty();
  }

  @Test
  void seesADirectory() throws IOException {
    Files.createDirectories(lab.data().resolve("workspaces").resolve(LEASE));
    assertThat(left()).containsExactly("workspaces/" + LEASE);
  }

  @Test
  void seesAProcessByItsEnvironment() throws IOException {
    ProcessBuilder builder = sleeping();
    builder.environment().put("WHERE", lab.data().toString());
    Process process = builder.start();
    assertThat(left()).singleElement().asString().contains("process " + process.pid());
  }

  @Test
  void seesAProcessByItsWorkingDirectory() throws IOException {
    Process process = sleeping().directory(lab.data().toFile()).start();
    assertThat(left()).singleElement().asString().contains("process " + process.pid());
  }

  @Test
  void seesAProcessByTheNameOfItsLease() throws IOException {
    Process process = new ProcessBuilder("sh", "-c", "sleep 60; : " + LEASE).start();
    assertThat(left()).anyMatch(line -> line.contains("process " + process.pid()));
    process.descendants().forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void leavesTheProcessesOfOthersAlone() throws IOException {
    Process process = sleeping().start();
    try {
      assertThat(left()).isEmpty();
      new Removal(lab, host, new SystemTime()).run(Set.of());
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void seesASocket() throws IOException {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(lab.control().resolve("s")));
      assertThat(left()).singleElement().asString().startsWith("socket ");
    }
  }
}
