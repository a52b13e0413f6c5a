package dev.berth.init.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees that an agent makes to blind whoever measures them. */
final class DiskUsageTest {
  @TempDir private Path root;

  /** What {@link #main} prints for a tree. */
  private static String words(DiskUsage.Measured measured) {
    return "deep=" + measured.tooDeep() + " unreadable=" + measured.unreadable();
  }

  /** Measures a directory, as whoever runs this. */
  public static void main(String[] args) throws IOException {
    System.out.println(words(DiskUsage.measure(Path.of(args[0]), Long.MAX_VALUE)));
  }

  @Test
  void namesThatWaitAreBounded() throws IOException {
    for (int i = 0; i < 100; i++) {
      Files.createDirectory(root.resolve("x".repeat(240) + i));
    }
    assertThat(DiskUsage.measure(root, Long.MAX_VALUE, 34_000).tooDeep()).isFalse();
    assertThat(DiskUsage.measure(root, Long.MAX_VALUE, 33_000).tooDeep()).isTrue();
    assertThat(DiskUsage.measure(root, Long.MAX_VALUE).tooDeep()).isFalse();
  }

  @Test
  void anOrdinaryWideDirectoryIsMeasured() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      Files.createDirectory(root.resolve("package-" + i));
    }
    DiskUsage.Measured measured = DiskUsage.measure(root, Long.MAX_VALUE);
    assertThat(measured.tooDeep()).isFalse();
    assertThat(measured.bytes()).isEqualTo(1_000 * 4096);
  }

  @Test
  void aDirectoryThatMayOnlyBeEnteredIsNotTakenForAnEmptyOne() throws Exception {
    Path closed = Files.createDirectory(root.resolve("closed"));
    Files.writeString(closed.resolve("large"), "x".repeat(100_000));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("-wx------"));
    assertThat(measuredByAUser(root)).isEqualTo("deep=false unreadable=true");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(measuredByAUser(root)).isEqualTo("deep=false unreadable=false");
  }

  /** Nothing is closed to root: there another user measures. */
  private static String measuredByAUser(Path directory) throws Exception {
    List<String> command = new ArrayList<>();
    if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
      command.addAll(List.of("/usr/bin/setpriv", "--reuid=65534", "--clear-groups"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx48m", "-cp", classPath()));
    command.addAll(List.of(DiskUsageTest.class.getName(), directory.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private static String classPath() {
    return System.getProperty("java.class.path").replace("::", File.pathSeparator);
  }
}
