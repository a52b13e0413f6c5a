package dev.berth.compute.docker;

import dev.berth.compute.host.SessionFiles;
import dev.berth.core.backend.Observation;
import dev.berth.core.error.BerthException;
import dev.berth.core.lease.Lease;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How containers are. While its holder lives, a container does too, and nobody asks the engine:
 * this is looked at every second. Afterwards the holder's word and the engine's memory tell the
 * end. Thread-safe.
 */
final class ContainerEnds {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerEnds.class);

  /** Signals are told as 128 and their number. */
  private static final int SIGNALS = 128;

  private static final int KILLED = SIGNALS + 9;

  private final SessionFiles files;
  private final ContainerHolders holders;
  private final EngineAtHand engine;

  ContainerEnds(SessionFiles files, ContainerHolders holders, EngineAtHand engine) {
    this.files = files;
    this.holders = holders;
    this.engine = engine;
  }

  Observation observe(Lease sandbox) {
    if (sandbox.handle().isEmpty()) {
      return new Observation.Unknown("it has no handle yet");
    }
    try {
      return switch (holders.of(sandbox.id())) {
        case ALIVE -> new Observation.Running();
        case GONE -> afterwards(sandbox);
        case UNKNOWN ->
            holders.find(sandbox.id()).isPresent()
                ? new Observation.Running()
                : afterwards(sandbox);
      };
    } catch (IOException e) {
      return new Observation.Unknown("the host's processes cannot be read: " + e.getMessage());
    } catch (BerthException e) {
      return new Observation.Unknown(e.code() + ": " + e.detail());
    }
  }

  private Observation afterwards(Lease sandbox) throws IOException {
    Optional<Properties> word = files.read(sandbox.id(), "exit.properties");
    return word.isPresent() ? ended(sandbox, word.get()) : asTheEngineHasIt(sandbox);
  }

  private Observation ended(Lease sandbox, Properties exit) {
    Optional<Integer> code = number(exit, "exit_code");
    return new Observation.Ended(
        code,
        number(exit, "signal"),
        limit(sandbox, exit, code),
        exit.getProperty("reason", "ended"));
  }

  private static Optional<Integer> number(Properties exit, String key) {
    return Optional.ofNullable(exit.getProperty(key)).map(Integer::parseInt);
  }

  private Optional<Observation.Limit> limit(
      Lease sandbox, Properties exit, Optional<Integer> code) {
    return switch (exit.getProperty("reason", "")) {
      case "disk_limit", "disk_unmeasurable" -> Optional.of(Observation.Limit.DISK);
      case "disk_low" -> Optional.of(Observation.Limit.DISK_FLOOR);
      case "ended" -> code.filter(c -> c != 0).flatMap(c -> memory(sandbox));
      default -> Optional.empty();
    };
  }

  /** The engine hears of kills for lack of memory. That there was an end is known without it. */
  private Optional<Observation.Limit> memory(Lease sandbox) {
    try {
      return sandbox
          .handle()
          .flatMap(handle -> engine.get().inspect(handle))
          .filter(Container::outOfMemory)
          .map(container -> Observation.Limit.MEMORY);
    } catch (BerthException e) {
      LOG.warn("why container {} ended cannot be asked: {}", sandbox.id(), e.detail());
      return Optional.empty();
    }
  }

  /** Its holder left no word: it was killed, or the host was booted since. */
  private Observation asTheEngineHasIt(Lease sandbox) {
    String handle = sandbox.handle().orElseThrow();
    Optional<Container> container =
        handle.equals(ContainerCustodian.NO_CONTAINER)
            ? Optional.empty()
            : engine.get().inspect(handle);
    if (container.isEmpty()) {
      return new Observation.Gone("the engine has no container " + handle);
    }
    Container found = container.get();
    if (!found.status().equals("exited")) {
      return new Observation.Gone(
          "nobody holds its container any more, which is " + found.status());
    }
    return new Observation.Ended(
        Optional.of(found.exitCode()),
        Optional.of(found.exitCode()).filter(c -> c > SIGNALS).map(c -> c - SIGNALS),
        found.outOfMemory() ? Optional.of(Observation.Limit.MEMORY) : Optional.empty(),
        found.exitCode() == KILLED ? "killed" : "ended");
  }
}
