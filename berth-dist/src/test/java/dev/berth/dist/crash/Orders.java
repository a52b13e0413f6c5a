package dev.berth.dist.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one life of the server is to do, handed over as a file.
 *
 * @param armed at this point the server stops for ever; empty: nowhere
 * @param passing at which passing of it, from 1
 * @param holds points at which whoever comes stays, while the rest goes on
 * @param shift how far its clock is ahead
 */
record Orders(Optional<String> armed, int passing, Set<String> holds, Duration shift) {
  static final String FILE = "orders";
  static final String PASSINGS = "passings";
  static final String REACHED = "reached";

  Orders {
    holds = Set.copyOf(holds);
  }

  static Orders none(Duration shift) {
    return new Orders(Optional.empty(), 1, Set.of(), shift);
  }

  void write(Path control) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(armed.orElse(""));
    lines.add(Integer.toString(passing));
    lines.add(shift.toString());
    lines.addAll(holds);
    Files.write(control.resolve(FILE), lines);
  }

  static Orders read(Path control) throws IOException {
    List<String> lines = Files.readAllLines(control.resolve(FILE));
    return new Orders(
        Optional.of(lines.get(0)).filter(name -> !name.isEmpty()),
        Integer.parseInt(lines.get(1)),
        Set.copyOf(lines.subList(3, lines.size())),
        Duration.parse(lines.get(2)));
  }
}
