package dev.berth.dist;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * An installation whose sandboxes work: the packaged one where there is one, else one put together
 * from this test's own class path.
 */
final class TestHome {
  private TestHome() {}

  static Path in(Path scratch) {
    Path packaged = Path.of("target", "berth").toAbsolutePath();
    if (Files.isDirectory(packaged.resolve("agent"))) {
      return packaged;
    }
    Path home = scratch.resolve("home");
    if (Files.isDirectory(home.resolve("agent"))) {
      return home;
    }
    try {
      return assemble(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path assemble(Path home) throws IOException {
    Path agent = Files.createDirectories(home.resolve("agent"));
    Path init = Files.createDirectories(home.resolve("init")).resolve("berth-init.jar");
    List<String> entries =
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
    for (String entry : entries) {
      Path path = Path.of(entry);
      if (entry.endsWith(".jar") && isOfTheAgent(path.getFileName().toString())) {
        Files.copy(path, agent.resolve(path.getFileName()));
      } else if (Files.isDirectory(path.resolve("dev/berth/init"))) {
        jar(path, init);
      } else if (Files.isDirectory(path.resolve("dev/berth/agent"))) {
        jar(path, agent.resolve("berth-agent.jar"));
      } else if (Files.isDirectory(path.resolve("dev/berth/runtime"))) {
        jar(path, agent.resolve("berth-runtime.jar"));
      }
    }
    return home;
  }

  private static boolean isOfTheAgent(String jar) {
    return Stream.of("langchain4j", "jackson", "slf4j", "jtokkit", "jspecify", "snakeyaml")
        .anyMatch(jar::startsWith);
  }

  private static void jar(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }
}
