package dev.berth.compute.process;

import dev.berth.compute.process.ProcessSettings.Isolation;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What isolates and bounds sessions on this host, found once at start. Immutable.
 *
 * @param bubblewrap the program, when sessions run in it
 * @param cgroups empty when the kernel does not let this server use any
 * @param prlimit the program that bounds the processes of a user who is not root
 */
record Enforcement(
    Isolation wanted,
    Optional<Path> bubblewrap,
    Optional<Cgroups> cgroups,
    Optional<Path> prlimit,
    boolean root) {

  static Enforcement detect(ProcessSettings settings) throws IOException {
    Optional<Path> bubblewrap = find(settings.path(), "bwrap");
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    return new Enforcement(
        settings.isolation(), bubblewrap, Cgroups.detect(), find(settings.path(), "prlimit"), root);
  }

  static Optional<Path> find(List<Path> path, String program) {
    return path.stream().map(d -> d.resolve(program)).filter(Files::isExecutable).findFirst();
  }

  /** Whether sessions run in a sandbox; where one can be had they do, whatever was asked for. */
  boolean isolated() {
    return bubblewrap.isPresent();
  }

  /**
   * In words, for the task's isolation field.
   *
   * @throws BerthException {@code SANDBOX_UNAVAILABLE} without bubblewrap, unless the operator
   *     chose so; {@code LIMITS_UNENFORCEABLE} for root without cgroups
   */
  List<String> inForce() {
    if (!isolated() && wanted == Isolation.REQUIRED) {
      throw new BerthException(
          ErrorCode.SANDBOX_UNAVAILABLE, "bubblewrap (bwrap) is not installed on this machine");
    }
    if (cgroups.isEmpty() && root && wanted == Isolation.REQUIRED) {
      throw new BerthException(
          ErrorCode.LIMITS_UNENFORCEABLE,
          "the server runs as root, whom RLIMIT_NPROC does not bind, and may use no cgroups");
    }
    List<String> words = new ArrayList<>();
    if (isolated()) {
      words.add("bubblewrap: user, pid, mount, network, ipc, uts namespaces");
      words.add("file system by allowlist");
      words.add("no network but the session's doors");
      words.add("no capabilities, no nested user namespaces");
      if (root) {
        words.add("the kernel sees the agent as uid 0, since the server runs as root");
      }
      words.add("system call filter");
    } else {
      words.add("not isolated");
    }
    words.add(cgroups.map(Cgroups::inForce).orElseGet(this::weakLimits));
    words.add("disk limited by a watch every second");
    return words;
  }

  private String weakLimits() {
    String processes =
        isolated() && !root && prlimit.isPresent()
            ? "processes limited by RLIMIT_NPROC"
            : "processes not limited";
    return processes + ", memory limited by a watch every second";
  }
}
