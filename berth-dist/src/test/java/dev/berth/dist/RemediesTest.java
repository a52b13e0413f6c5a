package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.command.Cli;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.terminal.Capabilities;
import dev.berth.cli.time.SystemTime;
import dev.berth.core.error.ErrorCode;
import dev.berth.server.config.BerthConfig;
import dev.berth.server.config.ConfigLoader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** What a remedy tells people to type exists, with the options that it names. */
final class RemediesTest {
  private static final Pattern COMMAND = Pattern.compile("['`]berth ([^'`]+)['`]");
  private static final Pattern SETTING = Pattern.compile("'([a-z]+\\.[a-z_]+)'");
  private static final CommandLine ROOT = Cli.everything(Main.commandSets(), context());

  private static CliContext context() {
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
    return new CliContext(
        Map.of(),
        new CliContext.Streams(InputStream.nullInputStream(), nowhere, nowhere),
        new Capabilities(false, false, false, true, 80, false),
        new SystemTime(),
        Path.of("").toAbsolutePath());
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void namesOnlyCommandsThatExist(ErrorCode code) {
    assertThat(code.title()).isNotBlank().doesNotEndWith(".");
    assertThat(code.description()).endsWith(".");
    assertThat(code.remedy()).endsWith(".");
    Matcher command = COMMAND.matcher(code.remedy());
    List<String> missing = new ArrayList<>();
    while (command.find()) {
      missing.addAll(missingIn(command.group(1)));
    }
    assertThat(missing).as(code.remedy()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void namesOnlySettingsThatExist(ErrorCode code) {
    List<String> settings =
        ConfigLoader.load(Path.of("/nonexistent"), Optional.empty(), Map.of(), Map.of())
            .lines()
            .stream()
            .map(BerthConfig.Line::key)
            .toList();
    List<String> named =
        SETTING.matcher(code.remedy() + code.description()).results().map(r -> r.group(1)).toList();
    assertThat(settings).containsAll(named);
  }

  private static List<String> missingIn(String line) {
    List<String> missing = new ArrayList<>();
    CommandLine at = ROOT;
    boolean inCommands = true;
    for (String word : line.split(" ")) {
      if (word.startsWith("--")) {
        if (at.getCommandSpec().findOption(word) == null) {
          missing.add(word);
        }
      } else if (inCommands && at.getSubcommands().containsKey(word)) {
        at = at.getSubcommands().get(word);
      } else {
        inCommands = false;
        if (!at.getSubcommands().isEmpty() && !word.equals(word.toUpperCase(Locale.ROOT))) {
          missing.add(word);
        }
      }
    }
    return missing;
  }
}
