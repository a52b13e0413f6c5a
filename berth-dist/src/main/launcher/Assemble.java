import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts the distribution together, run by the build with the JDK it chose: {@code Assemble.java
 * TARGET JAR AGENT_LIB AGENT_JAR INIT_JAR}. TARGET/berth-lib holds the launcher's libraries; the
 * result is TARGET/berth.
 */
final class Assemble {
  private final Path target;

  private Assemble(Path target) {
    this.target = target;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Assemble assemble = new Assemble(Path.of(arguments[0]));
    Path sources = Path.of(arguments[0]).resolveSibling("src/main/launcher");
    Path fresh = assemble.target.resolve("berth-new");
    delete(fresh);
    copyJars(assemble.target.resolve("berth-lib"), fresh.resolve("lib"));
    copy(Path.of(arguments[1]), fresh.resolve("lib/berth-dist.jar"));
    copy(sources.resolve("find-java.sh"), fresh.resolve("lib/find-java.sh"));
    copyJars(Path.of(arguments[2]), fresh.resolve("agent"));
    copy(Path.of(arguments[3]), fresh.resolve("agent/berth-agent.jar"));
    copy(Path.of(arguments[4]), fresh.resolve("init/berth-init.jar"));
    copy(sources.resolve("berth"), fresh.resolve("bin/berth"));
    Files.setPosixFilePermissions(
        fresh.resolve("bin/berth"), PosixFilePermissions.fromString("rwxr-xr-x"));
    assemble.replace(fresh);
    assemble.train("cli");
  }

  /**
   * In one step: a server may be running from the old directory, and keeps the files it has open.
   */
  private void replace(Path fresh) throws IOException {
    Path current = target.resolve("berth");
    Path old = target.resolve("berth-old");
    delete(old);
    if (Files.exists(current)) {
      Files.move(current, old);
    }
    Files.move(fresh, current);
    delete(old);
  }

  /** Makes a start-up cache. Berth works without it, so failing here is said and not fatal. */
  private void train(String profile) throws IOException, InterruptedException {
    Path home = target.resolve("berth");
    Path cache = home.resolve("lib/" + profile + ".aot");
    Path log = target.resolve("training-" + profile + ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:AOTCacheOutput=" + cache,
            "--enable-native-access=ALL-UNNAMED",
            "-XX:-UsePerfData",
            "-XX:+UseSerialGC",
            "-Dberth.home=" + home,
            "-cp",
            home.resolve("lib/berth-dist.jar").toString(),
            "dev.berth.dist.Training",
            profile));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(new File("/dev/null"))
            .start();
    int exit = process.waitFor();
    if (exit != 0 || !Files.isRegularFile(cache)) {
      Files.deleteIfExists(cache);
      System.err.println("berth-dist: no start-up cache, starting takes longer; see " + log);
    }
  }

  private static void copyJars(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
        copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
