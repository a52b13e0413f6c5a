package dev.berth.compute.host;

import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.IntendedLease;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directories of sessions, each named after its lease and open to the server's user alone. No
 * agent can write here. Thread-safe: it has no state.
 */
public final class SessionFiles {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> SECRET =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final int MAX_FILE = 1 << 20;

  private final Path root;

  public SessionFiles(Path root) throws IOException {
    this.root = Files.createDirectories(root.toAbsolutePath()).toRealPath();
  }

  public Path root() {
    return root;
  }

  public Path of(LeaseId lease) {
    return root.resolve(lease.value());
  }

  /** Makes the directory; somebody who made it before under this name is an error. */
  public Path create(LeaseId lease) throws IOException {
    return Files.createDirectory(of(lease), OWNER_ONLY);
  }

  public boolean exists(LeaseId lease) {
    return Files.isDirectory(of(lease), LinkOption.NOFOLLOW_LINKS);
  }

  /** The names of all directories here that are leases. */
  public List<LeaseId> all() throws IOException {
    List<LeaseId> leases = new ArrayList<>();
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.toList()) {
        lease(entry.getFileName().toString()).ifPresent(leases::add);
      }
    }
    return leases;
  }

  public static Optional<LeaseId> lease(String name) {
    try {
      return Optional.of(new LeaseId(name));
    } catch (IllegalArgumentException e) {
      // Something else lies here; it is none of ours.
      return Optional.empty();
    }
  }

  /** What the holder needs for its sandbox; only it and the server can read this. */
  public void write(Path directory, Properties settings) throws IOException {
    StringWriter text = new StringWriter();
    settings.store(text, null);
    write(directory, "holder.properties", text.toString().getBytes(StandardCharsets.UTF_8));
  }

  public void write(Path directory, String name, byte[] bytes) throws IOException {
    try (var channel =
        Files.newByteChannel(
            directory.resolve(name),
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            SECRET)) {
      var buffer = java.nio.ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  /** One of the session's properties files, if it is there. */
  public Optional<Properties> read(LeaseId lease, String name) throws IOException {
    Path file = of(lease).resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (Files.size(file) > MAX_FILE) {
      throw new IOException(file + " is larger than it can be");
    }
    Properties properties = new Properties();
    properties.load(new StringReader(Files.readString(file)));
    return Optional.of(properties);
  }

  /** The cgroups of a session, as they were when it was started. */
  public List<Path> cgroups(LeaseId lease) throws IOException {
    Properties settings = read(lease, "holder.properties").orElseGet(Properties::new);
    List<Path> cgroups = new ArrayList<>();
    for (int i = 0; settings.containsKey("cgroup." + i); i++) {
      cgroups.add(Path.of(settings.getProperty("cgroup." + i)));
    }
    return cgroups;
  }

  public Optional<Long> sequence(LeaseId lease) throws IOException {
    return read(lease, "holder.properties")
        .map(settings -> settings.getProperty("sequence"))
        .map(Long::parseLong);
  }

  /** The settings that do not depend on how the host isolates. */
  public Properties common(IntendedLease lease, Path directory, SandboxSpec spec) {
    Properties all = new Properties();
    all.setProperty("sequence", Long.toString(lease.sequence()));
    all.setProperty("socket", directory.resolve(HolderClient.SOCKET).toString());
    all.setProperty("hard_end_ms", Long.toString(spec.hardEnd().toEpochMilli()));
    all.setProperty("disk.bytes", Long.toString(spec.limits().diskBytes()));
    all.setProperty("boot.session_id", spec.session().wire());
    all.setProperty("boot.token", spec.token().reveal());
    all.setProperty(
        "boot.role",
        switch (spec.role()) {
          case AGENT -> "agent";
          case VERIFY -> "verify";
        });
    return all;
  }
}
