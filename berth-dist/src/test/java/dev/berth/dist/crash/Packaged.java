package dev.berth.dist.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The package, with the harness' main beside it. Started so that a life begins quickly: the first
 * compiler only, and classes from an archive that the first life leaves, which takes 2.2 s of CPU
 * instead of 3.3 s (measured on 2 busy cores).
 *
 * @param home the package
 * @param jar the harness' own classes: an archive of classes takes none from a directory
 * @param archive written by the life that trains
 */
record Packaged(Path home, Path jar, Path archive) {
  /** Puts the harness' classes into a jar of this directory. */
  static Packaged of(Path home, Path scratch) throws IOException {
    Path classes =
        Path.of(Packaged.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Path jar = scratch.resolve("harness.jar");
    String own = Packaged.class.getPackageName().replace('.', '/');
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file);
        Stream<Path> found = Files.list(classes.resolve(own))) {
      for (Path path : found.sorted().toList()) {
        entries.putNextEntry(new JarEntry(own + "/" + path.getFileName()));
        Files.copy(path, entries);
        entries.closeEntry();
      }
    }
    return new Packaged(home, jar, scratch.resolve("server.jsa"));
  }

  /** The command of a server on this data directory with its orders in the other. */
  List<String> command(Path data, Path control) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(
        Files.exists(archive)
            ? "-XX:SharedArchiveFile=" + archive
            : "-XX:ArchiveClassesAtExit=" + archive);
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx384m",
            "-Xlog:cds=off",
            "--enable-native-access=ALL-UNNAMED",
            "-Dberth.home=" + home,
            "-cp",
            home.resolve("lib/berth-dist.jar") + ":" + jar,
            ArmedServer.class.getName(),
            data.toString(),
            control.toString()));
    return command;
  }
}
