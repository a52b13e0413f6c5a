package dev.berth.forge.mirror;

import dev.berth.forge.git.Oid;
import dev.berth.forge.git.RefName;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The head of a push request: what is to be done with which ref, and what the client understands.
 */
record PushCommands(List<Update> updates, Set<String> capabilities) {
  /** More refs than any of ours may push. */
  private static final int MAX_UPDATES = 16;

  /** More places than a clone's history is cut at. */
  private static final int MAX_SHALLOW = 10_000;

  /** One ref; no new commit means that it is to be deleted. */
  record Update(Optional<Oid> oldOid, Optional<Oid> newOid, RefName ref) {}

  /**
   * Reads up to the flush packet; the pack, if there is one, comes next.
   *
   * @throws dev.berth.core.error.BerthException {@code MALFORMED_BODY}
   */
  static PushCommands read(InputStream in) throws IOException {
    List<Update> updates = new ArrayList<>();
    Set<String> capabilities = Set.of();
    int shallow = 0;
    for (PktLine.Packet packet = PktLine.read(in); ; packet = PktLine.read(in)) {
      if (packet.endOfStream() && !updates.isEmpty()) {
        throw PktLine.malformed("the request ends before its updates do");
      }
      if (packet.isFlush()) {
        return new PushCommands(List.copyOf(updates), capabilities);
      }
      String line = packet.text().orElseThrow();
      if (line.startsWith("shallow ")) {
        // Where the client's history is cut; ours is not, and what is missing shows later.
        if (++shallow > MAX_SHALLOW) {
          throw PktLine.malformed("a push from more than " + MAX_SHALLOW + " shallow commits");
        }
        continue;
      }
      int nul = line.indexOf('\0');
      if (nul >= 0) {
        capabilities = Set.copyOf(List.of(line.substring(nul + 1).strip().split(" +")));
        line = line.substring(0, nul);
      }
      updates.add(update(line.strip()));
      if (updates.size() > MAX_UPDATES) {
        throw PktLine.malformed("a push of more than " + MAX_UPDATES + " refs");
      }
    }
  }

  /** Whether a pack follows: always, unless refs are only deleted. */
  boolean expectsPack() {
    return updates.stream().anyMatch(update -> update.newOid().isPresent());
  }

  boolean sideBand() {
    return capabilities.contains("side-band-64k");
  }

  private static Update update(String line) {
    String[] words = line.split(" ");
    if (words.length != 3) {
      throw PktLine.malformed("an update names two commits and a ref");
    }
    try {
      return new Update(
          Oid.parseOrZero(words[0]), Oid.parseOrZero(words[1]), new RefName(words[2]));
    } catch (IllegalArgumentException e) {
      throw PktLine.malformed("an update has no valid commit or ref");
    }
  }
}
