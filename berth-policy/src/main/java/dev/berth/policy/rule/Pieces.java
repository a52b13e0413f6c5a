package dev.berth.policy.rule;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text of rules into its rules, so that a mistake in one does not hide those in others. */
final class Pieces {
  private static final String DIRECTIVE = "//!";

  private final String text;
  private final List<Piece> rules = new ArrayList<>();
  private final List<Piece> directives = new ArrayList<>();
  private int at;
  private int line = 1;
  private int start = -1;
  private int startLine;

  private Pieces(String text) {
    this.text = text;
  }

  static Pieces of(String text) {
    Pieces pieces = new Pieces(text);
    pieces.cut();
    return pieces;
  }

  /** The rules, each with its annotations; the last one may be unfinished. */
  List<Piece> rules() {
    return rules;
  }

  /** What follows {@code //!} in its line. */
  List<Piece> directives() {
    return directives;
  }

  private void cut() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '/' && text.startsWith("//", at)) {
        comment();
      } else if (c == '"') {
        begin();
        string();
      } else if (c == ';') {
        begin();
        at++;
        finish();
      } else {
        if (c == '\n') {
          line++;
        } else if (!Character.isWhitespace(c)) {
          begin();
        }
        at++;
      }
    }
    if (start >= 0) {
      finish();
    }
  }

  private void begin() {
    if (start < 0) {
      start = at;
      startLine = line;
    }
  }

  private void finish() {
    rules.add(new Piece(startLine, text.substring(start, at)));
    start = -1;
  }

  private void comment() {
    int end = text.indexOf('\n', at);
    end = end < 0 ? text.length() : end;
    if (text.startsWith(DIRECTIVE, at)) {
      directives.add(new Piece(line, text.substring(at + DIRECTIVE.length(), end).strip()));
    }
    at = end;
  }

  private void string() {
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\n') {
        line++;
      }
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, text.length());
  }

  /** A part of the text, and the line in which it begins. */
  record Piece(int line, String text) {}
}
