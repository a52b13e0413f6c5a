package dev.berth.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.CommandRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionCommandTest {
  @TempDir private Path temp = Path.of("");

  private String complete(String... words) throws Exception {
    Path script = temp.resolve("berth.bash");
    Files.writeString(script, new CommandRun().run("completion", "bash").out());
    String line =
        "source "
            + script
            + "; COMP_WORDS=("
            + String.join(" ", words)
            + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _berth; echo \"${COMPREPLY[*]}\"";
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", line).redirectErrorStream(true).start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(bash.waitFor()).as(out).isZero();
    return out;
  }

  @Test
  void bashCompletesCommandsOptionsAndValues() throws Exception {
    assertThat(complete("berth", "su")).isEqualTo("submit");
    assertThat(complete("berth", "repo", "on")).isEqualTo("onboard");
    assertThat(complete("berth", "list", "--out")).isEqualTo("--output");
    assertThat(complete("berth", "list", "--output", "j")).isEqualTo("json");
    assertThat(complete("berth", "list", "--status", "CANC")).isEqualTo("CANCELLED");
    assertThat(complete("berth", "completion", "--qu")).isEqualTo("--quiet");
  }

  @Test
  void zshAndFishHaveEveryCommand() {
    assertThat(new CommandRun().run("completion", "zsh").out())
        .startsWith("autoload -U +X bashcompinit");
    String fish = new CommandRun().run("completion", "fish").out();
    assertThat(fish)
        .contains("-a submit -d 'Submits a task'")
        .contains("__fish_seen_subcommand_from repo");
  }
}
