package dev.berth.policy.shell;

import dev.berth.policy.shell.Node.Word;
import java.util.List;

/** A here-document, whose text comes after the line that names its end. For one thread. */
public final class HereDocument {
  private final String end;
  private final boolean tabs;
  private final boolean literal;
  private Word word = new Word(List.of());

  HereDocument(String end, boolean tabs, boolean literal) {
    this.end = end;
    this.tabs = tabs;
    this.literal = literal;
  }

  /** The line at which it ends. */
  String end() {
    return end;
  }

  /** Whether leading tabs are taken away. */
  boolean tabs() {
    return tabs;
  }

  /** Whether nothing in it is expanded. */
  boolean literal() {
    return literal;
  }

  void fill(Word text) {
    word = text;
  }

  /** Its text. */
  public Word word() {
    return word;
  }
}
