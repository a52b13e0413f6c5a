package dev.berth.bench.agent;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The part of this process' class path that an agent needs, as jars only. */
final class JarredClassPath {
  private static final Pattern NEEDED = Pattern.compile("(jackson|berth-runtime|berth-bench).*");

  private JarredClassPath() {}

  /** Packs what lies in directories: a start-up cache takes no class from one. */
  static String in(Path directory) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path) && Files.isDirectory(path.resolve("dev/berth"))) {
        jars.add(packed(path, directory.resolve(jars.size() + ".jar")).toString());
      } else if (NEEDED.matcher(String.valueOf(path.getFileName())).matches()) {
        jars.add(entry);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static Path packed(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file);
        Stream<Path> all = Files.walk(classes)) {
      for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(path).toString()));
        Files.copy(path, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }
}
