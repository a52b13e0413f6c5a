package dev.berth.cli.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.berth.cli.command.CliException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code berth up} leaves in its data directory so that the client on the same machine finds
 * the server: {@code client.json}, readable by its owner only.
 *
 * @param server address of the server, such as {@code http://127.0.0.1:7070}
 * @param token API key; a secret
 */
public record ClientFile(
    @JsonProperty("server") String server, @JsonProperty("token") String token) {
  public static final String NAME = "client.json";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /**
   * Reads the file of a data directory; empty when there is none.
   *
   * @throws CliException when it cannot be read, is not what was written, or others may read it
   */
  public static Optional<ClientFile> read(Path dataDirectory) {
    Path file = dataDirectory.resolve(NAME);
    try {
      byte[] content = Files.readAllBytes(file);
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(permissions)) {
        throw CliException.failed(
            "CLIENT_FILE_EXPOSED",
            file + " holds a token and others may read it",
            "Run `chmod 600 " + file + "`, and replace the token if others use this machine.");
      }
      ClientFile read = JsonMapper.shared().readValue(content, ClientFile.class);
      if (read.server() == null || read.token() == null) {
        throw unreadable(file, "it lacks \"server\" or \"token\"");
      }
      return Optional.of(read);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JacksonException e) {
      throw unreadable(file, "it is not the JSON that `berth up` writes");
    } catch (IOException e) {
      throw unreadable(file, e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  /** Writes the file, in one step and never readable by others. */
  public void write(Path dataDirectory) {
    Path file = dataDirectory.resolve(NAME);
    try {
      Path part =
          Files.createTempFile(
              dataDirectory, NAME, ".part", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        byte[] json = JsonMapper.shared().writeValueAsString(this).getBytes(StandardCharsets.UTF_8);
        for (ByteBuffer left = ByteBuffer.wrap(json); left.hasRemaining(); ) {
          channel.write(left);
        }
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Does not show the token. */
  @Override
  public String toString() {
    return "ClientFile[server=" + server + "]";
  }

  private static CliException unreadable(Path file, String why) {
    return CliException.failed(
        "CLIENT_FILE_UNREADABLE",
        "cannot use " + file + ": " + why,
        "Start the server again with `berth up`, which writes the file, or set BERTH_SERVER and"
            + " BERTH_TOKEN.");
  }
}
