package dev.berth.compute.host;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where distributions keep a JDK's configuration outside of it; without it the JDK does not start.
 */
public final class JdkConfiguration {
  private static final int LINK_SEARCH_DEPTH = 4;

  private JdkConfiguration() {}

  /** The directories below {@code /etc} that links in this JDK lead to; empty for most. */
  public static Set<Path> of(Path home) throws IOException {
    Set<Path> found = new TreeSet<>();
    try (Stream<Path> tree = Files.walk(home, LINK_SEARCH_DEPTH, new FileVisitOption[0])) {
      for (Path link : tree.filter(Files::isSymbolicLink).toList()) {
        Path target = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
        if (target.startsWith("/etc/") && target.getNameCount() > 2) {
          found.add(Path.of("/etc").resolve(target.getName(1)));
        }
      }
    }
    found.removeIf(path -> !path.getFileName().toString().startsWith("java"));
    return found;
  }
}
