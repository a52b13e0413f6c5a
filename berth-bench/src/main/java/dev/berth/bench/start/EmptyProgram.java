package dev.berth.bench.start;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * {@link EmptyCommand} as a program: a jar beside the package's own picocli, with a start-up cache
 * that was trained as the package's is.
 */
final class EmptyProgram {
  private final String classPath;
  private final Path cache;

  private EmptyProgram(String classPath, Path cache) {
    this.classPath = classPath;
    this.cache = cache;
  }

  static EmptyProgram make(Path home, Path directory) throws IOException, InterruptedException {
    Path jar = directory.resolve("empty.jar");
    String own = EmptyCommand.class.getName().replace('.', '/') + ".class";
    // An archive of classes takes none from a directory.
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file);
        InputStream bytes = ClassLoader.getSystemResourceAsStream(own)) {
      if (bytes == null) {
        throw new IOException(own + " is not on the class path");
      }
      entries.putNextEntry(new JarEntry(own));
      bytes.transferTo(entries);
      entries.closeEntry();
    }
    EmptyProgram program =
        new EmptyProgram(jar + File.pathSeparator + picocli(home), directory.resolve("empty.aot"));
    program.train();
    return program;
  }

  private static Path picocli(Path home) throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("picocli-"))
          .findFirst()
          .orElseThrow(() -> new IOException(home + " has no picocli"));
    }
  }

  private void train() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(
        List.of(
            "-XX:AOTCacheOutput=" + cache,
            "-XX:-UsePerfData",
            "-XX:+UseSerialGC",
            "-cp",
            classPath,
            EmptyCommand.class.getName(),
            "--help"));
    TimedCommand.of(command).nanos();
    if (!Files.isRegularFile(cache)) {
      throw new IOException("the empty program got no start-up cache");
    }
  }

  /** Its help, with the flags that the launcher gives the command line. */
  TimedCommand help() {
    List<String> command = new ArrayList<>(flags(cache));
    command.addAll(List.of("-cp", classPath, EmptyCommand.class.getName(), "--help"));
    return TimedCommand.of(command);
  }

  /** The help of the package without its launcher, with the same flags. */
  static TimedCommand helpOf(Path home) {
    List<String> command = new ArrayList<>(flags(home.resolve("lib/cli.aot")));
    command.addAll(
        List.of(
            "-Dberth.home=" + home,
            "-cp",
            home.resolve("lib/berth-dist.jar").toString(),
            "dev.berth.dist.Main",
            "--help"));
    return TimedCommand.of(command);
  }

  /** Those of {@code bin/berth}. */
  private static List<String> flags(Path cache) {
    return List.of(
        java(),
        "-XX:AOTCache=" + cache,
        "-Xlog:aot=off",
        "-Xlog:cds=off",
        "--enable-native-access=ALL-UNNAMED",
        "-XX:-UsePerfData",
        "-Dfile.encoding=UTF-8",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "-Xss512k");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
