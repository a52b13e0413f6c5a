package dev.berth.policy.shell;

import dev.berth.policy.shell.Node.Part;
import dev.berth.policy.shell.Node.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code a{b,c}d} becomes {@code abd acd}. Ranges stay as they are: what they make is harmless. */
final class Braces {
  private static final int MOST = 100;

  private Braces() {}

  static List<Word> expand(Word word) throws UnreadableException {
    List<Word> open = new ArrayList<>(List.of(word));
    List<Word> done = new ArrayList<>();
    while (!open.isEmpty()) {
      Word next = open.removeFirst();
      Optional<List<Word>> more = first(next.parts());
      if (more.isEmpty()) {
        done.add(next);
      } else {
        open.addAll(0, more.get());
      }
      if (open.size() + done.size() > MOST) {
        throw new UnreadableException("braces make too many words");
      }
    }
    return done;
  }

  /** The words that the first pair of braces with a comma makes. */
  private static Optional<List<Word>> first(List<Part> parts) {
    for (int start = 0; start < parts.size(); start++) {
      if (is(parts.get(start), '{')) {
        List<Integer> cuts = cuts(parts, start);
        if (cuts.size() > 2) {
          List<Word> all = new ArrayList<>();
          for (int i = 0; i + 1 < cuts.size(); i++) {
            List<Part> one = new ArrayList<>(parts.subList(0, start));
            one.addAll(parts.subList(cuts.get(i) + 1, cuts.get(i + 1)));
            one.addAll(parts.subList(cuts.getLast() + 1, parts.size()));
            all.add(new Word(one));
          }
          return Optional.of(all);
        }
      }
    }
    return Optional.empty();
  }

  /** Where the brace opens, where its commas are, and where it closes; empty if it does not. */
  private static List<Integer> cuts(List<Part> parts, int start) {
    List<Integer> cuts = new ArrayList<>(List.of(start));
    int depth = 0;
    for (int i = start; i < parts.size(); i++) {
      if (is(parts.get(i), '{')) {
        depth++;
      } else if (is(parts.get(i), ',') && depth == 1) {
        cuts.add(i);
      } else if (is(parts.get(i), '}') && --depth == 0) {
        cuts.add(i);
        return cuts;
      }
    }
    return List.of();
  }

  private static boolean is(Part part, char sign) {
    return part instanceof Part.Special(char c) && c == sign;
  }
}
