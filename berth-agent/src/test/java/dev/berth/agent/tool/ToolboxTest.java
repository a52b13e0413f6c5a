package dev.berth.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.agent.command.CommandLog;
import dev.berth.agent.command.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

final class ToolboxTest {
  @TempDir private Path directory;
  private Path root = Path.of("");
  private final CommandLog log = new CommandLog();

  @BeforeEach
  void workspace() throws Exception {
    root = Files.createDirectory(directory.resolve("root"));
    Files.writeString(directory.resolve("secret"), "outside");
    Files.createDirectories(root.resolve("src/.git"));
    Files.writeString(root.resolve("src/a.txt"), "one\ntwo\nthree\n");
    Files.writeString(root.resolve("b.txt"), "two\n");
    Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret"));
    Files.createSymbolicLink(root.resolve("dir"), directory);
  }

  private ToolResult call(String tool, String input) throws InterruptedException {
    Toolbox.Surroundings with =
        new Toolbox.Surroundings(
            new Workspace(root), new Commands(3_000), log, Duration.ofSeconds(5), Map.of());
    return new Toolbox(with).call(tool, JsonMapper.shared().readTree(input));
  }

  @Test
  void fileToolsStayInsideAndFollowNoLinks() throws Exception {
    for (String path :
        new String[] {"../secret", "/etc/passwd", "link", "dir/secret", "src/../../secret"}) {
      assertThat(call("read", "{\"path\":\"" + path + "\"}").ok()).as(path).isFalse();
      assertThat(call("write", "{\"path\":\"" + path + "\",\"content\":\"x\"}").ok())
          .as(path)
          .isFalse();
    }
    assertThat(directory.resolve("secret")).hasContent("outside");
    assertThat(call("write", "{\"path\":\".git/config\",\"content\":\"x\"}").ok()).isFalse();
    assertThat(call("glob", "{\"pattern\":\"**/*\"}").text().lines())
        .containsExactly("b.txt", "dir", "link", "src/a.txt");
  }

  @Test
  void readsEditsAndSearches() throws Exception {
    assertThat(call("read", "{\"path\":\"src/a.txt\",\"offset\":2,\"limit\":1}").text())
        .isEqualTo("     2\ttwo\n(1 more lines)\n");
    assertThat(
            call("edit", "{\"path\":\"src/a.txt\",\"old_string\":\"t\",\"new_string\":\"T\"}")
                .text())
        .contains("several times");
    assertThat(
            call("edit", "{\"path\":\"src/a.txt\",\"old_string\":\"two\",\"new_string\":\"2\"}")
                .changed())
        .isTrue();
    assertThat(root.resolve("src/a.txt")).hasContent("one\n2\nthree\n");
    assertThat(
            call("grep", "{\"pattern\":\"^t\"}")
                .text()
                .lines()
                .map(l -> l.replaceFirst("^\\./", "")))
        .containsExactlyInAnyOrder("src/a.txt:3:three", "b.txt:1:two");
    assertThat(call("grep", "{\"pattern\":\"nothing\"}").text()).isEqualTo("(no matches)");
    assertThat(call("read", "{\"path\":7}").text()).contains("must be of type STRING");
  }

  @Test
  void commandsAreBoundedAndLeaveNothingBehind() throws Exception {
    ToolResult failed = call("bash", "{\"command\":\"echo out; echo err >&2; exit 3\"}");
    assertThat(failed.text()).isEqualTo("out\nerr\n(exit code 3)");
    assertThat(failed.exit()).hasValue(3);
    ToolResult slow =
        call("bash", "{\"command\":\"(sleep 100 & echo $! > pid; wait)\",\"timeout_s\":1}");
    assertThat(slow.text()).contains("stopped after 1 s");
    ToolResult background = call("bash", "{\"command\":\"sleep 100 & echo $! > pid2\"}");
    assertThat(background.ok()).isTrue();
    for (String name : new String[] {"pid", "pid2"}) {
      long pid = Long.parseLong(Files.readString(root.resolve(name)).strip());
      assertThat(
              ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(ToolboxTest::notZombie))
          .isEmpty();
    }
    ToolResult loud = call("bash", "{\"command\":\"seq 1 100000\"}");
    assertThat(loud.text())
        .hasSizeLessThan(4_000)
        .startsWith("1\n2\n")
        .contains("bytes left out")
        .contains("100000\n(exit");
    assertThat(log.runs()).hasSize(4);
  }

  /** A killed orphan stays in the table until the container's first process reaps it. */
  private static boolean notZombie(ProcessHandle process) {
    try {
      return !Files.readString(Path.of("/proc/" + process.pid() + "/stat")).contains(") Z ");
    } catch (java.io.IOException e) {
      return false;
    }
  }
}
