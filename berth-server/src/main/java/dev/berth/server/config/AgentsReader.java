package dev.berth.server.config;

import dev.berth.engine.session.AgentCatalog;
import dev.berth.engine.session.AgentCatalog.Agent;
import dev.berth.engine.session.AgentCatalog.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the operator's agents: {@code agents.NAME.KEY}. */
final class AgentsReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Comes with Berth. */
  private static final String REFERENCE = "reference";

  /** What leads an agent to Berth's doors, and where its home is: not an operator's to change. */
  private static final Set<String> BERTHS =
      Set.of(
          "HOME",
          "TMPDIR",
          "HTTPS_PROXY",
          "https_proxy",
          "NO_PROXY",
          "no_proxy",
          "OPENAI_BASE_URL",
          "OPENAI_API_BASE",
          "OPENAI_API_KEY",
          "ANTHROPIC_BASE_URL",
          "ANTHROPIC_API_KEY",
          "ANTHROPIC_AUTH_TOKEN");

  private static final List<String> WORDS =
      List.of("{prompt}", "{prompt_file}", "{system_prompt}", "{model}");

  private static final int DEFAULT_PORT = 8080;

  /** Where session init forwards to the gateway's doors. */
  private static final Set<Integer> DOORS = Set.of(8090, 8091);

  private final ConfigReader reader;
  private final Path data;
  private final String prefix;

  private AgentsReader(ConfigReader reader, Path data, String prefix) {
    this.reader = reader;
    this.data = data;
    this.prefix = prefix;
  }

  /**
   * All of them; what is wrong is told to the reader.
   *
   * @param data Berth's directory, which no session may see
   */
  static List<Agent> read(ConfigReader reader, Path data) {
    List<Agent> agents = new ArrayList<>();
    for (String name : reader.childrenOf("agents.")) {
      String prefix = "agents." + name + ".";
      if (!NAME.matcher(name).matches()) {
        reader.problem(
            "agents." + name, "a name has lower-case letters, digits and '-', 63 at most");
      } else if (name.equals(REFERENCE)) {
        reader.problem("agents." + name, "this agent comes with Berth; choose another name");
      }
      new AgentsReader(reader, data, prefix).one(name).ifPresent(agents::add);
    }
    return agents;
  }

  /** Reads every key, whatever is wrong with the others. */
  private Optional<Agent> one(String name) {
    Optional<Kind> kind = kind();
    Optional<Path> directory = directory();
    List<String> command = command(directory);
    Map<String, String> environment = environment();
    int port = port(kind);
    kind.filter(k -> k != Kind.COMMAND).ifPresent(k -> rejectWords(k, command));
    return kind.map(k -> new Agent(name, k, directory, command, environment, port));
  }

  private Optional<Kind> kind() {
    String text = reader.find(prefix + "kind").orElse("");
    for (Kind kind : Kind.values()) {
      if (kind.wire().equals(text)) {
        return Optional.of(kind);
      }
    }
    reader.problem(prefix + "kind", "expected one of aware, plain, command");
    return Optional.empty();
  }

  private Optional<Path> directory() {
    Optional<Path> directory = reader.find(prefix + "directory").map(Path::of);
    if (directory.isEmpty()) {
      return directory;
    }
    Path path = directory.get();
    if (!path.isAbsolute() || !Files.isDirectory(path)) {
      reader.problem(prefix + "directory", "'" + path + "': expected an absolute path of one");
    } else if (showsData(path)) {
      reader.problem(
          prefix + "directory", "'" + path + "' would show Berth's own data to every session");
    }
    return directory;
  }

  /** Links are followed, as the mount will do. */
  private boolean showsData(Path directory) {
    try {
      Path own = data.toAbsolutePath().normalize();
      Path real = Files.exists(own) ? own.toRealPath() : own;
      Path shown = directory.toRealPath();
      return real.startsWith(shown) || shown.startsWith(real);
    } catch (IOException e) {
      reader.problem(prefix + "directory", "it cannot be read: " + e.getMessage());
      return false;
    }
  }

  private List<String> command(Optional<Path> directory) {
    List<String> command = reader.items(prefix + "command").orElse(List.of());
    if (command.isEmpty() || command.getFirst().isBlank()) {
      reader.problem(
          prefix + "command", "expected a list: the program, and each argument as one item");
      return List.of();
    }
    String place = AgentCatalog.DIRECTORY + "/";
    String program = command.getFirst();
    if (program.startsWith(place)) {
      Optional<Path> file =
          directory.map(d -> d.resolve(program.substring(place.length())).normalize());
      if (file.isEmpty()) {
        reader.problem(
            prefix + "directory", "name it: it is what sessions see as " + AgentCatalog.DIRECTORY);
      } else if (!Files.isRegularFile(file.get()) || !Files.isExecutable(file.get())) {
        reader.problem(prefix + "command", "there is no executable file " + file.get());
      }
    }
    return command;
  }

  private void rejectWords(Kind kind, List<String> command) {
    command.stream()
        .filter(WORDS::contains)
        .forEach(
            word ->
                reader.problem(
                    prefix + "command",
                    word
                        + " is for agents of the kind command; a "
                        + kind.wire()
                        + " one is"
                        + " told by its invocation"));
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    String variables = prefix + "environment.";
    for (String name : reader.childrenOf(variables)) {
      String key = variables + name;
      if (!VARIABLE.matcher(name).matches()) {
        reader.problem(key, "not a name of a variable");
      } else if (BERTHS.contains(name) || name.startsWith("BERTH_")) {
        reader.problem(key, "Berth sets this variable itself");
      }
      reader.find(key).ifPresent(value -> environment.put(name, value));
    }
    return environment;
  }

  private int port(Optional<Kind> kind) {
    String key = prefix + "port";
    Optional<String> text = reader.find(key);
    if (text.isEmpty()) {
      return DEFAULT_PORT;
    }
    if (kind.filter(k -> k == Kind.COMMAND).isPresent()) {
      reader.problem(key, "an agent of the kind command is not spoken to");
      return DEFAULT_PORT;
    }
    try {
      int port = ValueForms.number(text.get(), 1024, 65_535);
      if (!DOORS.contains(port)) {
        return port;
      }
    } catch (IllegalArgumentException notAPort) {
      // told below, together with ports that are taken
    }
    reader.problem(key, "expected a port from 1024 to 65535 other than 8090 and 8091");
    return DEFAULT_PORT;
  }
}
