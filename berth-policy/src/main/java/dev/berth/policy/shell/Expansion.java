package dev.berth.policy.shell;

import dev.berth.policy.shell.Node.Part;
import dev.berth.policy.shell.Node.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns words into what a command gets: braces, variables, output of commands, splitting. */
final class Expansion {
  /** Words that one word may become; what is beyond is not looked at, but counts as unknown. */
  private static final int MOST_WORDS = 200;

  private static final int LONGEST = 64 * 1024;

  /** Special parameters that are numbers, or the shell's own name. */
  private static final String NUMBERS = "#?$!-0";

  private final State state;
  private final Outputs outputs;

  /** Runs commands for their output. */
  interface Outputs {
    /** What they write, without the last new lines; {@link Value#UNKNOWN} for what is not known. */
    String of(Node body, State state) throws UnreadableException;

    /** Looks at commands whose output goes elsewhere. */
    void run(Node body, State state) throws UnreadableException;
  }

  Expansion(State state, Outputs outputs) {
    this.state = state;
    this.outputs = outputs;
  }

  /** All words that these become. */
  List<String> words(List<Word> words) throws UnreadableException {
    List<String> all = new ArrayList<>();
    for (Word word : words) {
      for (Word one : Braces.expand(word)) {
        all.addAll(fields(one));
        if (all.size() > MOST_WORDS * 5) {
          throw new UnreadableException("a command has too many words");
        }
      }
    }
    return all;
  }

  /** One text, as for an assignment or a here-document: nothing is split. */
  String text(Word word) throws UnreadableException {
    StringBuilder text = new StringBuilder();
    for (Part part : word.parts()) {
      text.append(value(part));
      if (text.length() > LONGEST) {
        throw new UnreadableException("a word is too long");
      }
    }
    return text.toString();
  }

  private List<String> fields(Word word) throws UnreadableException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean begun = false;
    for (Part part : word.parts()) {
      String value = value(part);
      if (!splits(part)) {
        field.append(value);
        begun = true;
        continue;
      }
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c != ' ' && c != '\n' && c != '\t') {
          field.append(c);
          begun = true;
        } else if (begun) {
          fields.add(field.toString());
          field.setLength(0);
          begun = false;
        }
        if (fields.size() > MOST_WORDS) {
          fields.add(Value.UNKNOWN);
          return fields;
        }
      }
    }
    if (begun) {
      fields.add(field.toString());
    }
    if (field.length() > LONGEST) {
      throw new UnreadableException("a word is too long");
    }
    return fields;
  }

  private static boolean splits(Part part) {
    return switch (part) {
      case Part.Variable(String name, _, _, boolean quoted) -> !quoted || name.equals("@");
      case Part.Output(_, boolean quoted) -> !quoted;
      case Part.Text _, Part.Special _, Part.Channel _, Part.Later _, Part.Digits _ -> false;
    };
  }

  private String value(Part part) throws UnreadableException {
    return switch (part) {
      case Part.Text(String text) -> text;
      case Part.Special(char sign) ->
          switch (sign) {
            case '*', '?' -> String.valueOf(Value.SOME);
            case '~' -> "/home/agent";
            default -> String.valueOf(sign);
          };
      case Part.Variable variable -> variable(variable);
      case Part.Output(Node body, _) -> outputs.of(body, state.copy());
      case Part.Channel(Node body) -> {
        outputs.run(body, state.copy());
        yield "/dev/fd/63";
      }
      case Part.Later(HereDocument document) -> text(document.word());
      case Part.Digits(Word inside) -> {
        text(inside);
        yield String.valueOf(Value.SOME);
      }
    };
  }

  private String variable(Part.Variable variable) throws UnreadableException {
    if (!variable.name().isEmpty() && NUMBERS.contains(variable.name())) {
      return String.valueOf(Value.SOME);
    }
    Optional<String> known =
        variable.name().isEmpty() ? Optional.empty() : state.variable(variable.name());
    String alternative =
        variable.alternative().isPresent() ? text(variable.alternative().get()) : "";
    return switch (variable.operator()) {
      case "" -> known.orElse(Value.UNKNOWN);
      case ":-", "-" -> known.filter(value -> !value.isEmpty()).orElse(alternative);
      case ":=", "=" -> {
        String value = known.filter(text -> !text.isEmpty()).orElse(alternative);
        state.set(variable.name(), value);
        yield value;
      }
      case ":+", "+" -> known.isPresent() && known.get().isEmpty() ? "" : alternative;
      case ":?", "?" -> known.orElse(Value.UNKNOWN);
      case "#", "##", "%", "%%" ->
          known
              .map(value -> trimmed(value, variable.operator(), alternative))
              .orElse(Value.UNKNOWN);
      case "/", "//" ->
          known
              .map(value -> replaced(value, variable.operator(), alternative))
              .orElse(Value.UNKNOWN);
      case ":" -> known.map(value -> part(value, alternative)).orElse(Value.UNKNOWN);
      default -> Value.UNKNOWN;
    };
  }

  /** Known suffixes and prefixes without wildcards are taken away; anything else is not known. */
  private static String trimmed(String value, String operator, String pattern) {
    if (pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0 || pattern.indexOf('[') >= 0) {
      return Value.UNKNOWN;
    }
    if (operator.startsWith("%")) {
      return value.endsWith(pattern)
          ? value.substring(0, value.length() - pattern.length())
          : value;
    }
    return value.startsWith(pattern) ? value.substring(pattern.length()) : value;
  }

  private static String replaced(String value, String operator, String pattern) {
    int slash = pattern.indexOf('/');
    String what = slash < 0 ? pattern : pattern.substring(0, slash);
    String with = slash < 0 ? "" : pattern.substring(slash + 1);
    if (what.isEmpty()
        || what.indexOf('*') >= 0
        || what.indexOf('?') >= 0
        || what.indexOf('[') >= 0) {
      return Value.UNKNOWN;
    }
    int found = value.indexOf(what);
    if (operator.equals("//")) {
      return value.replace(what, with);
    }
    return found < 0
        ? value
        : value.substring(0, found) + with + value.substring(found + what.length());
  }

  private static String part(String value, String range) {
    String[] ends = range.split(":", 2);
    if (!ends[0].strip().matches("[0-9]{1,5}") || !Value.isKnown(value)) {
      return Value.UNKNOWN;
    }
    int from = Math.min(value.length(), Integer.parseInt(ends[0].strip()));
    if (ends.length == 1) {
      return value.substring(from);
    }
    if (!ends[1].strip().matches("[0-9]{1,5}")) {
      return Value.UNKNOWN;
    }
    return value.substring(
        from, Math.min(value.length(), from + Integer.parseInt(ends[1].strip())));
  }
}
