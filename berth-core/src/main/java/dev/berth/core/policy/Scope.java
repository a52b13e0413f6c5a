package dev.berth.core.policy;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** For what an approval holds. */
public sealed interface Scope {
  /** The longest text of a scope. */
  int LONGEST = 200;

  /** The text that {@link #parse} takes. */
  String text();

  /** The one step that was asked for. */
  record ThisCall() implements Scope {
    @Override
    public String text() {
      return "this_call";
    }
  }

  /** Every call of a tool. */
  record ToolType(String tool) implements Scope {
    @Override
    public String text() {
      return "tool_type:" + tool;
    }
  }

  /** Every call of a group of tools. */
  record ToolGroup(Group group) implements Scope {
    @Override
    public String text() {
      return "tool_group:" + group.name().toLowerCase(Locale.ROOT);
    }
  }

  /** Shell commands that look like this, each for itself: {@code *} stands for any characters. */
  record BashPattern(String glob) implements Scope {
    @Override
    public String text() {
      return "bash_pattern:" + glob;
    }
  }

  /** Writing to paths that look like this. */
  record WritePath(String glob) implements Scope {
    @Override
    public String text() {
      return "write_path:" + glob;
    }
  }

  /** Whatever one soft rule asks about. */
  record Rule(String id) implements Scope {
    @Override
    public String text() {
      return "rule:" + id;
    }
  }

  /** Whatever soft rules ask about, for the rest of the task. */
  record AllSession() implements Scope {
    @Override
    public String text() {
      return "all_session";
    }
  }

  /** Tools that do the same kind of thing. */
  enum Group {
    FILE_WRITE;

    /** What the tools of the group are called. */
    public Set<String> tools() {
      return switch (this) {
        case FILE_WRITE -> Set.of("write", "edit", "write_file", "edit_file");
      };
    }
  }

  /**
   * Reads a scope.
   *
   * @throws IllegalArgumentException in words for people
   */
  static Scope parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("a scope has " + LONGEST + " characters at most");
    }
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    return switch (kind) {
      case "this_call" -> plain(text, new ThisCall());
      case "all_session" -> plain(text, new AllSession());
      case "tool_type" -> new ToolType(name(kind, value));
      case "tool_group" -> new ToolGroup(group(value));
      case "bash_pattern" -> new BashPattern(glob(kind, value));
      case "write_path" -> new WritePath(glob(kind, value));
      case "rule" -> new Rule(name(kind, value));
      default ->
          throw new IllegalArgumentException(
              "a scope is this_call, all_session, tool_type:NAME, tool_group:file_write,"
                  + " bash_pattern:GLOB, write_path:GLOB or rule:ID");
    };
  }

  private static Scope plain(String text, Scope scope) {
    if (!text.equals(scope.text())) {
      throw new IllegalArgumentException(scope.text() + " stands alone");
    }
    return scope;
  }

  private static String name(String kind, String value) {
    if (!NameForm.NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          kind + " needs a name of letters, digits, '_', '-', '.' and '/'");
    }
    return value;
  }

  private static Group group(String value) {
    for (Group group : Group.values()) {
      if (group.name().toLowerCase(Locale.ROOT).equals(value)) {
        return group;
      }
    }
    throw new IllegalArgumentException("the group of tools is file_write");
  }

  /** Short ones and those that are mostly wildcards would allow nearly everything. */
  private static String glob(String kind, String value) {
    long literal = value.chars().filter(c -> c != '*' && c != '?' && c != '/' && c != ' ').count();
    if (value.strip().length() < 3 || literal < 3 || literal * 2 < value.length()) {
      throw new IllegalArgumentException(
          kind + " needs a pattern of at least three characters that are mostly not wildcards");
    }
    return value;
  }

  /** The form of names. */
  final class NameForm {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,99}");

    private NameForm() {}
  }
}
