package dev.berth.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.store.FutureMigration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded database and other processes: the lock, and what survives being killed. */
class SqliteProcessTest {
  private static final int KILLS = 3;

  @TempDir Path directory;

  @Test
  void everyAcknowledgedRowSurvivesKill() throws IOException {
    SplittableRandom random = new SplittableRandom();
    List<TaskId> acknowledged = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      killAfter(1 + random.nextInt(200), acknowledged);
    }
    try (Database database = SqliteExtension.open(directory)) {
      for (TaskId id : acknowledged) {
        assertThat(database.<Boolean>read(tx -> tx.tasks().find(id).isPresent()))
            .as("task %s", id)
            .isTrue();
      }
    }
  }

  @Test
  void aSecondServerIsRefusedAlsoWhenTheFirstIsAnotherProcess() throws IOException {
    Process first = committer();
    try (BufferedReader out = reader(first)) {
      assertThat(out.readLine()).isNotNull();
      assertThatThrownBy(() -> SqliteExtension.open(directory))
          .satisfies(e -> assertCode(e, ErrorCode.DATA_DIR_IN_USE))
          .hasMessageContaining(Long.toString(first.pid()));
    } finally {
      first.destroyForcibly().onExit().join();
    }
    SqliteExtension.open(directory).close();
  }

  @Test
  void aSecondServerInThisProcessIsRefused() {
    try (Database first = SqliteExtension.open(directory)) {
      assertThat(first.dialect()).isEqualTo("sqlite");
      assertThatThrownBy(() -> SqliteExtension.open(directory))
          .satisfies(e -> assertCode(e, ErrorCode.DATA_DIR_IN_USE));
    }
    SqliteExtension.open(directory).close();
  }

  @Test
  void filesBelongToTheirOwner() throws IOException {
    Path data = directory.resolve("data");
    try (Database database = SqliteExtension.open(data)) {
      assertThat(database.dialect()).isEqualTo("sqlite");
      assertThat(mode(data)).isEqualTo("rwx------");
      for (String file : List.of("berth.db", "berth.db-wal", "server.lock")) {
        assertThat(mode(data.resolve(file))).as(file).isEqualTo("rw-------");
      }
    }
  }

  @Test
  void aDatabaseOfANewerVersionIsRefused() throws SQLException {
    SqliteExtension.open(directory).close();
    String url = "jdbc:sqlite:" + directory.resolve("berth.db");
    FutureMigration.pretend(url);
    int migrations = FutureMigration.count(url);
    assertThatThrownBy(() -> SqliteExtension.open(directory))
        .satisfies(e -> assertCode(e, ErrorCode.DATABASE_TOO_NEW))
        .hasMessageContaining("9999");
    assertThat(FutureMigration.count(url)).isEqualTo(migrations);
  }

  private void killAfter(int lines, List<TaskId> acknowledged) throws IOException {
    Process committer = committer();
    try (BufferedReader out = reader(committer)) {
      for (int i = 0; i < lines; i++) {
        acknowledged.add(new TaskId(out.readLine()));
      }
      // By its handle: the process object would close the pipe, with what is still in it.
      committer.toHandle().destroyForcibly();
      committer.onExit().join();
      // What it printed before it died was committed, too; its last line may be cut off.
      out.lines().filter(Ulid::isValid).map(TaskId::new).forEach(acknowledged::add);
    }
  }

  private Process committer() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Committer.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void assertCode(Throwable e, ErrorCode code) {
    assertThat(e).isInstanceOf(BerthException.class);
    assertThat(((BerthException) e).code()).isEqualTo(code);
  }
}
