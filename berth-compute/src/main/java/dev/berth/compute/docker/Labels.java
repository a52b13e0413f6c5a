package dev.berth.compute.docker;

import dev.berth.core.id.InstallationId;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.IntendedLease;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a container carries from the call that makes it, and which nobody can change afterwards: the
 * proof of whose it is. Empty texts where it has none.
 */
record Labels(String installation, String lease, String sequence, String session) {
  static final String INSTALLATION = "dev.berth.installation";

  private static final String LEASE = "dev.berth.lease";
  private static final String SEQUENCE = "dev.berth.sequence";
  private static final String SESSION = "dev.berth.session";

  private static final List<String> NAMES = List.of(INSTALLATION, LEASE, SEQUENCE, SESSION);

  /** The arguments of a create call. */
  static List<String> arguments(InstallationId installation, IntendedLease lease, String session) {
    return List.of(
        "--label",
        INSTALLATION + "=" + installation.value(),
        "--label",
        LEASE + "=" + lease.name().value(),
        "--label",
        SEQUENCE + "=" + lease.sequence(),
        "--label",
        SESSION + "=" + session);
  }

  /** A template of the engine that prints them from the map at a path. */
  static String template(String map) {
    return NAMES.stream()
        .map(name -> "{{index " + map + " \"" + name + "\"}}")
        .collect(Collectors.joining("\t"));
  }

  /** The same for a listing. */
  static String listing() {
    return NAMES.stream()
        .map(name -> "{{.Label \"" + name + "\"}}")
        .collect(Collectors.joining("\t"));
  }

  /** Reads what such a template printed. */
  static Labels parse(String[] fields, int from) {
    return new Labels(
        field(fields, from),
        field(fields, from + 1),
        field(fields, from + 2),
        field(fields, from + 3));
  }

  /** A label that is not there is printed as nothing, or so. */
  private static String field(String[] fields, int index) {
    String text = index < fields.length ? fields[index].strip() : "";
    return text.equals("<no value>") ? "" : text;
  }

  /** Whether they prove that the container is this lease's. */
  boolean prove(InstallationId ours, LeaseId ourLease) {
    return installation.equals(ours.value()) && lease.equals(ourLease.value());
  }

  /** The ledger's sequence, where it is one. */
  Optional<Long> sequenceNumber() {
    try {
      return Optional.of(Long.parseLong(sequence));
    } catch (NumberFormatException e) {
      // Somebody else's label of this name; ours are numbers.
      return Optional.empty();
    }
  }
}
