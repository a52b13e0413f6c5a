package dev.berth.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run came to, for people and for programs.
 *
 * @param seed plays the same again
 * @param plant the defect that was planted; it has to be found, so a run with one never passes
 */
public record Report(long seed, Optional<Plant> plant, Played simulated, Played real) {
  /** Grows when a field is removed or changes its meaning. */
  public static final int VERSION = 1;

  private static final int MOST_SHOWN = 20;

  /** Both halves together. */
  public Counters sum() {
    return simulated.counters().plus(real.counters());
  }

  /** What must not be, and what is too little to prove anything. */
  public boolean passed() {
    return sum().isClean() && violations().isEmpty() && belowFloors().isEmpty();
  }

  /** Lines that each name something to look at. */
  public List<String> violations() {
    List<String> all = new ArrayList<>(simulated.violations());
    all.addAll(real.violations());
    return all;
  }

  public List<String> belowFloors() {
    List<String> all = new ArrayList<>(Floors.SIMULATED.below("simulated", simulated.counters()));
    all.addAll(Floors.REAL.below("real", real.counters()));
    return all;
  }

  private List<String> notes() {
    List<String> all = new ArrayList<>(simulated.notes());
    all.addAll(real.notes());
    return all;
  }

  /** The sums under their names, the halves beside them. */
  public String json() {
    JsonMapper mapper = JsonMapper.builder().build();
    ObjectNode root = mapper.createObjectNode();
    root.put("version", VERSION).put("seed", seed);
    plant.ifPresent(one -> root.put("plant", one.wire()).put("plant_found", one.isSeenIn(sum())));
    put(root, sum());
    put(root.putObject("simulated"), simulated.counters());
    put(root.putObject("real"), real.counters());
    texts(root.putArray("below_floors"), belowFloors());
    texts(root.putArray("violations"), violations());
    texts(root.putArray("notes"), notes());
    root.put("passed", passed());
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static void put(ObjectNode node, Counters counters) {
    counters.byName().forEach(node::put);
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  /** The same in lines. */
  public String text() {
    StringBuilder text = new StringBuilder("Fault lab, seed ").append(seed);
    plant.ifPresent(one -> text.append(", planted: ").append(one.wire()));
    text.append("\n\n  %-16s %12s %12s %12s%n".formatted("", "simulated", "real", "sum"));
    sum()
        .byName()
        .forEach(
            (name, count) ->
                text.append(
                    "  %-16s %,12d %,12d %,12d%n"
                        .formatted(
                            name,
                            simulated.counters().byName().get(name),
                            real.counters().byName().get(name),
                            count)));
    notes().forEach(line -> text.append("\n  ").append(line));
    belowFloors().forEach(line -> text.append("\nTOO TAME   ").append(line));
    violations().stream()
        .limit(MOST_SHOWN)
        .forEach(line -> text.append("\nVIOLATION  ").append(line));
    int more = violations().size() - MOST_SHOWN;
    if (more > 0) {
      text.append("\n... and ").append(more).append(" more; --output json has them all");
    }
    plant.ifPresent(
        one ->
            text.append("\n\nThe planted defect was ")
                .append(one.isSeenIn(sum()) ? "found." : "NOT found."));
    return text.append(passed() ? "\n\npassed\n" : "\n\nFAILED\n").toString();
  }
}
