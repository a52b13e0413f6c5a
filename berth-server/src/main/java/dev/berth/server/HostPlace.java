package dev.berth.server;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This host since its last boot. */
final class HostPlace {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  private HostPlace() {}

  /**
   * The place. A machine without an id of its own, as containers often are, is known by one that is
   * kept in the data directory.
   */
  static Place.Host of(Path data, Ulid ids) {
    try {
      return new Place.Host(machineId(data, ids), Files.readString(BOOT_ID).strip());
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.DATA_DIR_UNUSABLE, "this host's identity cannot be read: " + e.getMessage(), e);
    }
  }

  private static String machineId(Path data, Ulid ids) throws IOException {
    if (Files.isReadable(MACHINE_ID)) {
      String id = Files.readString(MACHINE_ID).strip();
      if (!id.isEmpty()) {
        return id;
      }
    }
    Path own = data.resolve("machine-id");
    if (!Files.exists(own)) {
      Files.writeString(own, ids.next());
    }
    return Files.readString(own).strip();
  }
}
