package dev.berth.compute.host;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes and deletes workspaces: {@code LEASE/tree} is what the agent sees, {@code LEASE/sequence}
 * lies beside it where it cannot reach. The identity is the outer directory's inode. Thread-safe.
 */
public final class WorkspaceCustodian implements Custodian {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final String TREE = "tree";
  private static final String SEQUENCE = "sequence";

  private final Place.Host place;
  private final Path root;
  private final HostProcesses processes;

  public WorkspaceCustodian(Place.Host place, Path root, HostProcesses processes)
      throws IOException {
    this.place = place;
    this.root = Files.createDirectories(root.toAbsolutePath()).toRealPath();
    this.processes = processes;
  }

  /** Makes an empty workspace under the lease's name, which nobody may have used. */
  public String create(IntendedLease lease) throws IOException {
    Path directory = Files.createDirectory(directory(lease.name()), OWNER_ONLY);
    Files.writeString(directory.resolve(SEQUENCE), Long.toString(lease.sequence()));
    Files.createDirectory(directory.resolve(TREE), OWNER_ONLY);
    return identity(directory);
  }

  /** Where the agent works; only if it is still the directory that was made. */
  public Path tree(HeldLease workspace) throws IOException {
    Path directory = directory(workspace.id());
    if (!identity(directory).equals(workspace.handle())) {
      throw new IOException(directory + " is not the directory that was made for its lease");
    }
    return directory.resolve(TREE);
  }

  private Path directory(LeaseId lease) {
    return root.resolve(lease.value());
  }

  private static String identity(Path directory) throws IOException {
    return Files.getAttribute(directory, "unix:dev", LinkOption.NOFOLLOW_LINKS)
        + ":"
        + Files.getAttribute(directory, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public LeaseKind kind() {
    return LeaseKind.WORKSPACE;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public Presence look(Lease lease) {
    Path directory = directory(lease.id());
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return new Presence.Absent("no directory " + lease.id() + " among the workspaces");
    }
    return new Presence.Present(lease.handle().orElse(directory.toString()));
  }

  @Override
  public void release(Lease lease) {
    Path directory = directory(lease.id());
    try {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(directory);
        return;
      }
      requireIdentity(lease, directory);
      requireUnused(directory.resolve(TREE));
      TreeDeletion.delete(directory.resolve(TREE));
      TreeDeletion.delete(directory);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.UNAVAILABLE, "the workspace cannot be deleted: " + e.getMessage(), e);
    }
  }

  private static void requireIdentity(Lease lease, Path directory) throws IOException {
    String found = identity(directory);
    if (!lease.handle().orElse(found).equals(found)) {
      throw new BerthException(
          ErrorCode.CONFLICT, "the directory of " + lease.id() + " is not the one that was made");
    }
  }

  /** Nothing is deleted while a process could still plant something in the deletion's way. */
  private void requireUnused(Path tree) throws IOException {
    if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS) && processes.anyUses(tree)) {
      throw new BerthException(
          ErrorCode.UNAVAILABLE, "a process still works in the workspace; it is deleted later");
    }
  }

  @Override
  public Listing list() {
    List<Thing> things = new ArrayList<>();
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.toList()) {
        Optional<LeaseId> lease = SessionFiles.lease(entry.getFileName().toString());
        if (lease.isPresent()) {
          things.add(new Thing(lease.get(), identity(entry), sequence(entry)));
        }
      }
      return new Listing(true, things);
    } catch (IOException e) {
      // One deleted under the listing, for instance: the next listing is whole again.
      return new Listing(false, things);
    }
  }

  private static Optional<Long> sequence(Path directory) throws IOException {
    Path file = directory.resolve(SEQUENCE);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(Long.parseLong(Files.readString(file).strip()))
        : Optional.empty();
  }
}
