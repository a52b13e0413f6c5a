package dev.berth.policy.shell;

import java.util.List;
import java.util.Optional;

/** A part of a shell line. Conditions are not followed: every branch stands here in its order. */
public sealed interface Node {
  /** One command with its assignments and redirections; without words, only those. */
  record Simple(List<Assignment> assignments, List<Word> words, List<Redirection> redirections)
      implements Node {
    public Simple {
      assignments = List.copyOf(assignments);
      words = List.copyOf(words);
      redirections = List.copyOf(redirections);
    }
  }

  /** Commands, each reading what the one before it writes. */
  record Pipeline(List<Node> stages) implements Node {
    public Pipeline {
      stages = List.copyOf(stages);
    }
  }

  /** One after the other, whatever stands between them. */
  record Sequence(List<Node> nodes) implements Node {
    public Sequence {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * A compound command.
   *
   * @param subshell whether its directory and variables end with it
   */
  record Group(Node body, List<Redirection> redirections, boolean subshell) implements Node {
    public Group {
      redirections = List.copyOf(redirections);
    }
  }

  /** {@code for} and {@code select}. */
  record Loop(String variable, List<Word> items, Node body, List<Redirection> redirections)
      implements Node {
    public Loop {
      items = List.copyOf(items);
      redirections = List.copyOf(redirections);
    }
  }

  /** The definition of a function. */
  record Function(String name, Node body) implements Node {}

  /** {@code NAME=word}. */
  record Assignment(String name, Word value) {}

  /**
   * Where a command reads from or writes to.
   *
   * @param target a file, or, for a here-document, the text
   */
  record Redirection(Kind kind, Word target) {}

  /** What a redirection does. */
  enum Kind {
    READ,
    WRITE,
    APPEND,
    /** A here-document or a here-string. */
    TEXT,
    /** Another descriptor: no file. */
    DUPLICATE
  }

  /** One word before expansion. */
  record Word(List<Part> parts) {
    public Word {
      parts = List.copyOf(parts);
    }
  }

  /** A part of a word. */
  sealed interface Part {
    /** Plain characters. */
    record Text(String text) implements Part {}

    /** A character with a meaning for expansion: one of {@code * ? [ ] { , } ~}. */
    record Special(char sign) implements Part {}

    /**
     * The value of a variable.
     *
     * @param operator what stands between name and alternative, such as {@code :-}; empty for none
     */
    record Variable(String name, String operator, Optional<Word> alternative, boolean quoted)
        implements Part {}

    /** The output of commands. */
    record Output(Node body, boolean quoted) implements Part {}

    /** A file through which commands are reached: {@code <(...)}. */
    record Channel(Node body) implements Part {}

    /** The text of a here-document, which stands below the line that wants it. */
    record Later(HereDocument document) implements Part {}

    /** Something that is a number. */
    record Digits(Word inside) implements Part {}
  }
}
