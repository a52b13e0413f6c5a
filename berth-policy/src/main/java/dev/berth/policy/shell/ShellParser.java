package dev.berth.policy.shell;

import dev.berth.policy.shell.Node.Assignment;
import dev.berth.policy.shell.Node.Kind;
import dev.berth.policy.shell.Node.Part;
import dev.berth.policy.shell.Node.Redirection;
import dev.berth.policy.shell.Node.Word;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a shell line into its commands. Knows the grammar of POSIX and what is common of bash's;
 * throws rather than guess. Bounded by its budget; for one text.
 */
public final class ShellParser {
  private static final Set<String> NONE = Set.of();
  private static final Set<String> REDIRECTIONS = Set.of("<", ">");

  private final Characters in;
  private final WordParser words;
  private final Deque<HereDocument> documents = new ArrayDeque<>();

  private ShellParser(Characters in) {
    this.in = in;
    this.words = new WordParser(in, this);
  }

  /**
   * Reads a whole text.
   *
   * @throws UnreadableException when it is not a shell line that this class understands, or too
   *     much
   */
  public static Node parse(String text, Budget budget) throws UnreadableException {
    ShellParser parser = new ShellParser(new Characters(text, budget));
    budget.enter();
    Node all = parser.list(NONE);
    if (!parser.in.atEnd()) {
      throw new UnreadableException("'" + parser.in.peek() + "' stands where a command should");
    }
    parser.documents();
    budget.leave();
    return all;
  }

  /** A reader of words for another text of the same line. */
  WordParser again(String text) throws UnreadableException {
    Characters other = new Characters(text, in.budget());
    return new WordParser(other, new ShellParser(other));
  }

  /** Commands up to a sign, which is taken. */
  Node inside(String end) throws UnreadableException {
    in.budget().enter();
    Node body = list(NONE);
    in.expect(end);
    in.budget().leave();
    return body;
  }

  private Node list(Set<String> stops) throws UnreadableException {
    List<Node> nodes = new ArrayList<>();
    while (true) {
      separators();
      if (in.atEnd()
          || in.peek() == ')'
          || in.comes(";;")
          || in.comes(";&")
          || stops.contains(reserved())) {
        return nodes.size() == 1 ? nodes.getFirst() : new Node.Sequence(nodes);
      }
      nodes.add(pipeline());
      blanks();
      if (in.comes(";;") || in.comes(";&")) {
        continue;
      }
      if (!(in.take("&&") || in.take("||") || in.take(";") || in.take("&"))
          && !in.atEnd()
          && in.peek() != '\n'
          && in.peek() != ')') {
        throw new UnreadableException("'" + in.peek() + "' stands after a command");
      }
    }
  }

  private Node pipeline() throws UnreadableException {
    List<Node> stages = new ArrayList<>();
    while (takeWord("!") || takeWord("time")) {
      blanks();
      takeWord("-p");
      blanks();
    }
    stages.add(command());
    blanks();
    while (in.peek() == '|' && in.peek(1) != '|') {
      in.next();
      in.take("&");
      separators();
      stages.add(command());
      blanks();
    }
    return stages.size() == 1 ? stages.getFirst() : new Node.Pipeline(stages);
  }

  private Node command() throws UnreadableException {
    in.budget().enter();
    Node node = compound();
    in.budget().leave();
    return node;
  }

  private Node compound() throws UnreadableException {
    blanks();
    if (in.comes("((")) {
      in.skip(2);
      return new Node.Simple(List.of(), List.of(again(in.until("))")).document()), List.of());
    }
    if (in.take("(")) {
      return new Node.Group(inside(")"), redirections(), true);
    }
    return switch (reserved()) {
      case "{" -> {
        take("{");
        yield group("}");
      }
      case "if" -> {
        take("if");
        yield conditional();
      }
      case "while", "until" -> {
        take(reserved());
        Node condition = list(Set.of("do"));
        take("do");
        yield new Node.Sequence(List.of(condition, group("done")));
      }
      case "for", "select" -> {
        take(reserved());
        yield loop();
      }
      case "case" -> {
        take("case");
        yield cases();
      }
      case "[[" -> {
        take("[[");
        yield test();
      }
      case "function" -> {
        take("function");
        blanks();
        String name = plainWord();
        blanks();
        if (in.take("(")) {
          blanks();
          in.expect(")");
        }
        separators();
        yield new Node.Function(name, command());
      }
      case "then", "elif", "else", "fi", "do", "done", "esac", "}", "in" ->
          throw new UnreadableException("'" + reserved() + "' stands where a command should");
      default -> simple();
    };
  }

  private Node group(String end) throws UnreadableException {
    Node body = list(Set.of(end));
    take(end);
    return new Node.Group(body, redirections(), false);
  }

  private Node conditional() throws UnreadableException {
    List<Node> nodes = new ArrayList<>();
    nodes.add(list(Set.of("then")));
    take("then");
    while (true) {
      nodes.add(list(Set.of("elif", "else", "fi")));
      if (takeWord("elif")) {
        nodes.add(list(Set.of("then")));
        take("then");
      } else if (takeWord("else")) {
        nodes.add(list(Set.of("fi")));
      } else {
        take("fi");
        return new Node.Group(new Node.Sequence(nodes), redirections(), false);
      }
    }
  }

  private Node loop() throws UnreadableException {
    blanks();
    if (in.take("((")) {
      Word head = again(in.until("))")).document();
      separators();
      take("do");
      Node body = list(Set.of("done"));
      take("done");
      return new Node.Loop("", List.of(head), body, redirections());
    }
    String variable = plainWord();
    separators();
    List<Word> items = new ArrayList<>();
    if (takeWord("in")) {
      blanks();
      while (!WordParser.endsWord(in.peek())) {
        items.add(words.word());
        blanks();
      }
    } else {
      items.add(new Word(List.of(new Part.Variable("@", "", Optional.empty(), true))));
    }
    separators();
    take("do");
    Node body = list(Set.of("done"));
    take("done");
    return new Node.Loop(variable, items, body, redirections());
  }

  private Node cases() throws UnreadableException {
    blanks();
    List<Node> bodies = new ArrayList<>();
    bodies.add(
        new Node.Simple(List.of(), List.of(), List.of(new Redirection(Kind.TEXT, words.word()))));
    separators();
    take("in");
    separators();
    while (!takeWord("esac")) {
      in.take("(");
      blanks();
      while (in.peek() != ')') {
        if (words.word().parts().isEmpty()) {
          in.expect("|");
        }
        blanks();
      }
      in.next();
      bodies.add(list(Set.of("esac")));
      if (!in.take(";;&") && !in.take(";;")) {
        in.take(";&");
      }
      separators();
    }
    return new Node.Group(new Node.Sequence(bodies), redirections(), false);
  }

  /** {@code [[ ... ]]}: only what it substitutes runs. */
  private Node test() throws UnreadableException {
    List<Word> inside = new ArrayList<>();
    while (true) {
      separators();
      if (in.comes("]]") && WordParser.endsWord(in.peek(2))) {
        in.skip(2);
        return new Node.Simple(List.of(), List.of(), redirectionsOf(inside));
      }
      if (in.atEnd()) {
        throw new UnreadableException("']]' is missing");
      }
      if (WordParser.endsWord(in.peek())) {
        in.next();
      } else {
        inside.add(words.word());
      }
    }
  }

  private static List<Redirection> redirectionsOf(List<Word> inside) {
    return inside.stream().map(word -> new Redirection(Kind.TEXT, word)).toList();
  }

  private Node simple() throws UnreadableException {
    List<Assignment> assignments = new ArrayList<>();
    List<Word> all = new ArrayList<>();
    List<Redirection> redirections = new ArrayList<>();
    in.budget().command();
    while (true) {
      blanks();
      Optional<Redirection> redirection = redirection();
      if (redirection.isPresent()) {
        redirections.add(redirection.get());
        continue;
      }
      if (WordParser.endsWord(in.peek()) && !words.processComes()) {
        if (in.peek() == '(' && all.size() == 1 && assignments.isEmpty()) {
          return function(all.getFirst());
        }
        break;
      }
      Optional<Assignment> assignment = all.isEmpty() ? assignment() : Optional.empty();
      if (assignment.isPresent()) {
        assignments.add(assignment.get());
      } else {
        all.add(words.word());
      }
    }
    if (all.isEmpty() && assignments.isEmpty() && redirections.isEmpty()) {
      throw new UnreadableException("a command is missing");
    }
    return new Node.Simple(assignments, all, redirections);
  }

  private Node function(Word name) throws UnreadableException {
    in.next();
    blanks();
    in.expect(")");
    if (!(name.parts().size() == 1 && name.parts().getFirst() instanceof Part.Text(String text))) {
      throw new UnreadableException("a function needs a plain name");
    }
    separators();
    return new Node.Function(text, command());
  }

  private Optional<Assignment> assignment() throws UnreadableException {
    String name = in.name();
    int length = name.length();
    int sign = in.peek(length) == '+' && in.peek(length + 1) == '=' ? 2 : 1;
    if (length == 0 || in.peek(length + sign - 1) != '=') {
      return Optional.empty();
    }
    in.skip(length + sign);
    if (in.peek() == '(') {
      return Optional.of(new Assignment(name, array()));
    }
    Word value = words.word();
    return Optional.of(
        sign == 1 ? new Assignment(name, value) : new Assignment(name, appended(name, value)));
  }

  private static Word appended(String name, Word value) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part.Variable(name, "", Optional.empty(), true));
    parts.addAll(value.parts());
    return new Word(parts);
  }

  /** The words of an array, with blanks between them: how they are used most. */
  private Word array() throws UnreadableException {
    in.next();
    List<Part> parts = new ArrayList<>();
    while (true) {
      separators();
      if (in.take(")")) {
        return new Word(parts);
      }
      Word word = words.word();
      if (word.parts().isEmpty()) {
        throw new UnreadableException("an array is not closed");
      }
      if (!parts.isEmpty()) {
        parts.add(new Part.Text(" "));
      }
      parts.addAll(word.parts());
    }
  }

  private List<Redirection> redirections() throws UnreadableException {
    List<Redirection> all = new ArrayList<>();
    while (true) {
      blanks();
      Optional<Redirection> next = redirection();
      if (next.isEmpty()) {
        return all;
      }
      all.add(next.get());
    }
  }

  private Optional<Redirection> redirection() throws UnreadableException {
    int digits = in.digitsBeforeRedirection();
    String sign = String.valueOf(in.peek(digits));
    boolean both = in.comes("&>");
    if (!both && (!REDIRECTIONS.contains(sign) || in.peek(digits + 1) == '(')) {
      return Optional.empty();
    }
    in.skip(digits);
    if (in.take("<<<")) {
      return Optional.of(new Redirection(Kind.TEXT, target()));
    }
    if (in.take("<<-")) {
      return Optional.of(document(true));
    }
    if (in.take("<<")) {
      return Optional.of(document(false));
    }
    if (in.take("&>>") || in.take(">>")) {
      return Optional.of(new Redirection(Kind.APPEND, target()));
    }
    if (in.take(">&") || in.take("<&")) {
      char c = in.peek();
      boolean file = !(c >= '0' && c <= '9') && c != '-';
      return Optional.of(new Redirection(file ? Kind.WRITE : Kind.DUPLICATE, target()));
    }
    if (in.take("&>") || in.take(">|") || in.take("<>") || in.take(">")) {
      return Optional.of(new Redirection(Kind.WRITE, target()));
    }
    in.expect("<");
    return Optional.of(new Redirection(Kind.READ, target()));
  }

  private Word target() throws UnreadableException {
    blanks();
    Word word = words.word();
    if (word.parts().isEmpty()) {
      throw new UnreadableException("a redirection has no target");
    }
    return word;
  }

  private Redirection document(boolean tabs) throws UnreadableException {
    blanks();
    int from = in.place();
    Word end = target();
    int length = in.place() - from;
    in.back(from);
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < length; i++) {
      written.append(in.next());
    }
    StringBuilder plain = new StringBuilder();
    for (Part part : end.parts()) {
      switch (part) {
        case Part.Text(String text) -> plain.append(text);
        case Part.Special(char sign) -> plain.append(sign);
        default -> throw new UnreadableException("a here-document ends with a plain word");
      }
    }
    boolean literal = !written.toString().contentEquals(plain);
    HereDocument document = new HereDocument(plain.toString(), tabs, literal);
    documents.add(document);
    return new Redirection(Kind.TEXT, new Word(List.of(new Part.Later(document))));
  }

  /** Reads the here-documents whose commands stand in the line that ends here. */
  private void documents() throws UnreadableException {
    while (!documents.isEmpty()) {
      HereDocument document = documents.remove();
      StringBuilder body = new StringBuilder();
      while (!in.atEnd()) {
        String line = in.line();
        String shown = document.tabs() ? line.replaceFirst("^\t+", "") : line;
        if (shown.equals(document.end())) {
          break;
        }
        body.append(shown).append('\n');
      }
      String text = body.toString();
      document.fill(
          document.literal() ? new Word(List.of(new Part.Text(text))) : again(text).document());
    }
  }

  /** Blanks and continued lines. */
  private void blanks() throws UnreadableException {
    while (in.peek() == ' ' || in.peek() == '\t' || in.peek() == '\r' || in.comes("\\\n")) {
      in.skip(in.peek() == '\\' ? 2 : 1);
      in.budget().step();
    }
    if (in.peek() == '#') {
      while (!in.atEnd() && in.peek() != '\n') {
        in.skip(1);
      }
    }
  }

  /** Blanks, comments, new lines and semicolons between commands. */
  private void separators() throws UnreadableException {
    blanks();
    while (in.peek() == '\n' || (in.peek() == ';' && in.peek(1) != ';' && in.peek(1) != '&')) {
      if (in.next() == '\n') {
        documents();
      }
      blanks();
    }
  }

  /** The word that comes, as far as it can be a reserved one. */
  private String reserved() {
    int n = 0;
    while (n < 10 && !WordParser.endsWord(in.peek(n))) {
      n++;
    }
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < n; i++) {
      word.append(in.peek(i));
    }
    return word.toString();
  }

  private boolean takeWord(String word) throws UnreadableException {
    return reserved().equals(word) && in.take(word);
  }

  private void take(String word) throws UnreadableException {
    separators();
    if (!takeWord(word)) {
      throw new UnreadableException("'" + word + "' is missing");
    }
  }

  private String plainWord() throws UnreadableException {
    Word word = words.word();
    if (word.parts().size() == 1 && word.parts().getFirst() instanceof Part.Text(String text)) {
      return text;
    }
    throw new UnreadableException("a plain name is missing");
  }
}
