import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts the distribution together, run by the build with the JDK it chose: {@code Assemble.java
 * LAUNCHER BEGIN TARGET JAR AGENT_LIB AGENT_JAR INIT_JAR}. TARGET/berth-lib holds the launcher's
 * libraries; the result is TARGET/berth, whose file {@code built} has the time of BEGIN: what is
 * newer is not in it.
 */
final class Assemble {
  private final Path target;

  private Assemble(Path target) {
    this.target = target;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path launcher = Path.of(arguments[0]);
    Assemble assemble = new Assemble(Path.of(arguments[2]));
    Path fresh = assemble.target.resolve("berth-new");
    delete(fresh);
    copyJars(assemble.target.resolve("berth-lib"), fresh.resolve("lib"));
    copy(Path.of(arguments[3]), fresh.resolve("lib/berth-dist.jar"));
    copy(launcher.resolve("find-java.sh"), fresh.resolve("lib/find-java.sh"));
    copy(launcher.resolve("build-image.sh"), fresh.resolve("lib/build-image.sh"));
    copyJars(Path.of(arguments[4]), fresh.resolve("agent"));
    copy(Path.of(arguments[5]), fresh.resolve("agent/berth-agent.jar"));
    copy(Path.of(arguments[6]), fresh.resolve("init/berth-init.jar"));
    copy(launcher.resolve("berth"), fresh.resolve("bin/berth"));
    Files.setPosixFilePermissions(
        fresh.resolve("bin/berth"), PosixFilePermissions.fromString("rwxr-xr-x"));
    assemble.replace(fresh);
    assemble.trainAll();
    Path built = Files.createFile(assemble.target.resolve("berth/built"));
    Files.setLastModifiedTime(built, FileTime.from(Instant.parse(arguments[1])));
  }

  /** Two at a time: each takes some seconds and keeps about one core busy. */
  private void trainAll() throws InterruptedException {
    Path lib = target.resolve("berth/lib");
    Path init = target.resolve("berth/init");
    Path agent = target.resolve("berth/agent/berth-agent.aot");
    Thread server =
        Thread.ofPlatform().start(() -> train("server", List.of(lib.resolve("server.aot"))));
    train("cli", List.of(lib.resolve("cli.aot")));
    train("session", List.of(init.resolve("holder.aot"), init.resolve("init.aot"), agent));
    server.join();
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

  /** Makes start-up caches. Berth works without them, so failing here is said and not fatal. */
  private void train(String profile, List<Path> caches) {
    Path log = target.resolve("training-" + profile + ".txt");
    try {
      // Sockets lie in it, whose paths are bounded: the system's directory for such files is short.
      Path scratch = Files.createTempDirectory("berth-training");
      boolean done = start(profile, caches, scratch, log).waitFor() == 0;
      delete(scratch);
      if (done && caches.stream().allMatch(Files::isRegularFile)) {
        return;
      }
      for (Path cache : caches) {
        Files.deleteIfExists(cache);
      }
    } catch (IOException e) {
      System.err.println("berth-dist: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.err.println(
        "berth-dist: no start-up cache for " + profile + ", starting takes longer; see " + log);
  }

  /** With the flags of the launcher: a cache fits a JVM that is set up like the one it is of. */
  private Process start(String profile, List<Path> caches, Path scratch, Path log)
      throws IOException {
    Path home = target.resolve("berth");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (caches.size() == 1) {
      command.add("-XX:AOTCacheOutput=" + caches.getFirst());
      // Without profiles for the optimising compiler, which would start with them, and at once.
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:-UsePerfData",
            "-XX:+UseSerialGC",
            "-Dfile.encoding=UTF-8",
            "-Dberth.home=" + home,
            "-cp",
            home.resolve("lib/berth-dist.jar").toString(),
            "dev.berth.dist.Training",
            profile,
            scratch.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(new File("/dev/null"));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("BERTH_") || name.endsWith("JAVA_OPTIONS"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
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
