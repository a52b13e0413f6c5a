package dev.berth.policy.effect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Paths as rules see them. Pure text: nothing is looked up. */
public final class Paths {
  /** Where the repository is, and what stands above it, in every sandbox. */
  private static final List<String> ROOTS = List.of("/workspace/repo", "/workspace");

  private Paths() {}

  /**
   * Without {@code .}, {@code ..} and doubled slashes; relative to the workspace when it is inside,
   * else absolute, or with {@code ..} at its beginning.
   */
  public static String normal(String path) {
    String plain = plain(path);
    for (String root : ROOTS) {
      if (plain.equals(root)) {
        return ".";
      }
      if (plain.startsWith(root + "/")) {
        return plain.substring(root.length() + 1);
      }
    }
    return plain;
  }

  /** The path from a directory. */
  public static String from(String directory, String path) {
    return normal(path.startsWith("/") || directory.isEmpty() ? path : directory + "/" + path);
  }

  private static String plain(String path) {
    boolean absolute = path.startsWith("/");
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      boolean up = part.equals("..");
      if (up && !parts.isEmpty() && !parts.peekLast().equals("..")) {
        parts.removeLast();
      } else if (!(up && absolute) && !part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    String joined = String.join("/", parts);
    return absolute ? "/" + joined : joined.isEmpty() ? "." : joined;
  }
}
