package dev.berth.stacks.simulate;

import dev.berth.stacks.simulate.mutant.Mutant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a simulation came to, for people and for programs.
 *
 * @param seed of the first world
 * @param mutant which safety was taken out; none for ours
 */
public record SimulationReport(Tally tally, long seed, Optional<Mutant> mutant) {
  /** Grows when a field is removed or changes its meaning. */
  public static final int VERSION = 1;

  public boolean passed() {
    return Simulation.passes(tally);
  }

  /** All counts under their names, {@code passed}, and why not. */
  public String json() {
    JsonMapper mapper = JsonMapper.builder().build();
    ObjectNode root = mapper.createObjectNode();
    root.put("version", VERSION).put("simulation", true).put("seed", seed);
    mutant.ifPresent(one -> root.put("mutant", one.wire()));
    for (Count count : Count.values()) {
      root.put(count.wire(), tally.of(count));
    }
    root.put("passed", passed());
    texts(root.putArray("below_floors"), tally.belowFloors());
    texts(root.putArray("violations"), tally.violations());
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  /** The same in lines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "SIMULATION, no account was touched. %d worlds, seed %d%s\n"
            .formatted(
                tally.of(Count.WORLDS),
                seed,
                mutant.map(one -> ", without the safety '" + one.wire() + "'").orElse("")));
    for (Count.Kind kind : Count.Kind.values()) {
      text.append('\n').append(title(kind)).append('\n');
      for (Count count : Count.of(kind)) {
        if (count != Count.WORLDS) {
          text.append("  %-26s %,d\n".formatted(count.wire(), tally.of(count)));
        }
      }
    }
    tally.belowFloors().forEach(line -> text.append("\nTOO TAME  ").append(line));
    tally.violations().forEach(line -> text.append("\nVIOLATION  ").append(line));
    return text.append(passed() ? "\npassed\n" : "\n\nFAILED\n").toString();
  }

  private static String title(Count.Kind kind) {
    return switch (kind) {
      case BAD -> "Must be 0";
      case FLOOR -> "Must be enough to prove something";
      case TOLD -> "Besides";
    };
  }
}
