package dev.berth.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.cli.command.CliException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientConfigTest {
  @TempDir private Path directory = Path.of("");

  private Map<String, String> environment() {
    return Map.of("BERTH_DATA_DIR", directory.toString());
  }

  @Test
  void theFileServesOnlyItsOwnServer() throws Exception {
    new ClientFile("http://127.0.0.1:7070", "key").write(directory);
    assertThat(Files.getPosixFilePermissions(directory.resolve("client.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    ClientConfig own = ClientConfig.resolve("", "", environment());
    assertThat(own.token()).contains("key");
    assertThat(own.toString()).doesNotContain("key=").doesNotContain("[key]");
    assertThat(ClientConfig.resolve("http://127.0.0.1:7070/", "", environment()).token())
        .contains("key");
    assertThat(ClientConfig.resolve("http://elsewhere:7070", "", environment()).token()).isEmpty();
  }

  @Test
  void flagsWinOverTheEnvironmentOverTheFile() {
    new ClientFile("http://file:1", "file").write(directory);
    Map<String, String> all =
        Map.of(
            "BERTH_DATA_DIR",
            directory.toString(),
            "BERTH_SERVER",
            "http://env:1",
            "BERTH_TOKEN",
            "env");
    assertThat(ClientConfig.resolve("http://flag:1", "flag", all).server().getHost())
        .isEqualTo("flag");
    assertThat(ClientConfig.resolve("", "", all).server().getHost()).isEqualTo("env");
    assertThat(ClientConfig.resolve("", "", all).token()).contains("env");
    assertThat(ClientConfig.resolve("", "", environment()).server().getHost()).isEqualTo("file");
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    assertThatThrownBy(() -> ClientConfig.resolve("", "", environment()))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("NO_SERVER");
    Path file = directory.resolve("client.json");
    Files.writeString(file, "{}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> ClientConfig.resolve("", "", environment()))
        .hasMessageContaining("CLIENT_FILE_EXPOSED");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> ClientConfig.resolve("", "", environment()))
        .hasMessageContaining("CLIENT_FILE_UNREADABLE");
    Files.writeString(file, "not json");
    assertThatThrownBy(() -> ClientConfig.resolve("", "", environment()))
        .hasMessageContaining("CLIENT_FILE_UNREADABLE");
  }
}
