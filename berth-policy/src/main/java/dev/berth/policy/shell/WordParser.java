package dev.berth.policy.shell;

import dev.berth.policy.shell.Node.Part;
import dev.berth.policy.shell.Node.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads words: quoting, variables, substitutions. For one text. */
final class WordParser {
  private static final String META = " \t\n;&|<>()";
  private static final String SPECIAL = "*?[]{},~";
  private static final String SPECIAL_PARAMETERS = "@*#?$!-0123456789";

  private final Characters in;
  private final ShellParser commands;

  WordParser(Characters in, ShellParser commands) {
    this.in = in;
    this.commands = commands;
  }

  static boolean endsWord(char c) {
    return c == Characters.END || META.indexOf(c) >= 0;
  }

  /** The word that begins here; empty when none does. */
  Word word() throws UnreadableException {
    Parts parts = new Parts();
    while ((!in.atEnd() && !endsWord(in.peek())) || processComes()) {
      part(parts, false);
    }
    return parts.word();
  }

  boolean processComes() {
    return in.comes("<(") || in.comes(">(");
  }

  /** The rest of the text, read as between double quotes, but with plain quotation marks. */
  Word document() throws UnreadableException {
    Parts parts = new Parts();
    while (!in.atEnd()) {
      char c = in.peek();
      if (c == '\\' || c == '$' || c == '`') {
        part(parts, true);
      } else {
        parts.text(in.next());
      }
    }
    return parts.word();
  }

  private void part(Parts parts, boolean quoted) throws UnreadableException {
    char c = in.peek();
    switch (c) {
      case '\\' -> escape(parts, quoted);
      case '$' -> {
        in.budget().enter();
        dollar(parts, quoted);
        in.budget().leave();
      }
      case '`' -> parts.add(new Part.Output(backticks(quoted), quoted));
      case '\'' -> {
        in.next();
        parts.text(in.until("'"));
      }
      case '"' -> {
        in.next();
        parts.text("");
        between(parts);
      }
      case '<', '>' -> {
        in.skip(2);
        parts.add(new Part.Channel(commands.inside(")")));
      }
      default -> {
        in.next();
        if (SPECIAL.indexOf(c) >= 0) {
          parts.add(new Part.Special(c));
        } else {
          parts.text(c);
        }
      }
    }
  }

  /** Up to the closing double quote. */
  private void between(Parts parts) throws UnreadableException {
    while (in.peek() != '"') {
      char c = in.peek();
      if (c == '\\' || c == '$' || c == '`') {
        part(parts, true);
      } else {
        parts.text(in.next());
      }
    }
    in.next();
  }

  private void escape(Parts parts, boolean quoted) throws UnreadableException {
    in.next();
    if (in.atEnd()) {
      parts.text('\\');
      return;
    }
    char c = in.next();
    if (c == '\n') {
      return;
    }
    if (quoted && "\"\\$`".indexOf(c) < 0) {
      parts.text('\\');
    }
    parts.text(c);
  }

  private void dollar(Parts parts, boolean quoted) throws UnreadableException {
    if (in.comes("$((")) {
      Optional<Word> number = arithmetic();
      if (number.isPresent()) {
        parts.add(new Part.Digits(number.get()));
        return;
      }
    }
    in.next();
    char c = in.peek();
    if (c == '(') {
      in.next();
      parts.add(new Part.Output(commands.inside(")"), quoted));
    } else if (c == '{') {
      in.next();
      parts.add(braced(quoted));
    } else if (c == '\'' && !quoted) {
      in.next();
      parts.text(Escapes.ansi(in));
    } else if (c == '"' && !quoted) {
      in.next();
      parts.text("");
      between(parts);
    } else if (Characters.isNameStart(c)) {
      String name = in.name();
      in.skip(name.length());
      parts.add(new Part.Variable(name, "", Optional.empty(), quoted));
    } else if (SPECIAL_PARAMETERS.indexOf(c) >= 0) {
      parts.add(new Part.Variable(String.valueOf(in.next()), "", Optional.empty(), quoted));
    } else {
      parts.text('$');
    }
  }

  /** {@code $((...))}, unless it turns out to be a command in a command. */
  private Optional<Word> arithmetic() throws UnreadableException {
    int start = in.place();
    in.skip(3);
    int open = 0;
    int from = in.place();
    while (!in.atEnd()) {
      char c = in.next();
      if (c == '(') {
        open++;
      } else if (c == ')' && open > 0) {
        open--;
      } else if (c == ')') {
        if (in.peek() != ')') {
          break;
        }
        int to = in.place() - 1;
        in.next();
        int end = in.place();
        in.back(from);
        StringBuilder inside = new StringBuilder();
        while (in.place() < to) {
          inside.append(in.next());
        }
        in.back(end);
        return Optional.of(commands.again(inside.toString()).document());
      }
    }
    in.back(start);
    return Optional.empty();
  }

  /** What stands in {@code ${...}}. */
  private Part braced(boolean quoted) throws UnreadableException {
    if (in.peek() == '#' && in.peek(1) != '}') {
      braceWord();
      return new Part.Digits(new Word(List.of()));
    }
    boolean indirect = in.take("!");
    String name = in.name();
    in.skip(name.length());
    if (name.isEmpty() && SPECIAL_PARAMETERS.indexOf(in.peek()) >= 0) {
      name = String.valueOf(in.next());
    }
    if (in.peek() == '[') {
      in.until("]");
      indirect = true;
    }
    String operator = operator();
    Word alternative = braceWord();
    String read = indirect ? "" : name;
    return new Part.Variable(read, operator, Optional.of(alternative), quoted);
  }

  private String operator() throws UnreadableException {
    for (String operator :
        List.of(
            ":-", ":=", ":+", ":?", "##", "%%", "//", "^^", ",,", "-", "=", "+", "?", "#", "%", "/",
            "^", ",", ":", "@")) {
      if (in.take(operator)) {
        return operator;
      }
    }
    return "";
  }

  /** Up to the closing brace. */
  private Word braceWord() throws UnreadableException {
    Parts parts = new Parts();
    while (in.peek() != '}') {
      if (in.atEnd()) {
        throw new UnreadableException("'}' is missing");
      }
      char c = in.peek();
      if (c == '\\' || c == '$' || c == '`' || c == '\'' || c == '"') {
        part(parts, false);
      } else {
        parts.text(in.next());
      }
    }
    in.next();
    return parts.word();
  }

  private Node backticks(boolean quoted) throws UnreadableException {
    in.next();
    StringBuilder text = new StringBuilder();
    while (in.peek() != '`') {
      char c = in.next();
      if (c == '\\' && ("`\\$".indexOf(in.peek()) >= 0 || (quoted && in.peek() == '"'))) {
        c = in.next();
      }
      text.append(c);
    }
    in.next();
    return ShellParser.parse(text.toString(), in.budget());
  }

  /** Collects parts, joining neighbouring characters. */
  private static final class Parts {
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean begun;

    void text(char c) {
      text.append(c);
      begun = true;
    }

    void text(String more) {
      text.append(more);
      begun = true;
    }

    void add(Part part) {
      flush();
      parts.add(part);
    }

    private void flush() {
      if (begun) {
        parts.add(new Part.Text(text.toString()));
        text.setLength(0);
        begun = false;
      }
    }

    Word word() {
      flush();
      return new Word(parts);
    }
  }
}
