package dev.berth.chaos.real;

import dev.berth.cli.command.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of one run: the server's data, the agent, the workflows, the repositories. Nothing
 * outside of it is used, so that nothing of another installation can be touched.
 *
 * @param root new, and called {@code berth-chaos-} and digits, which is the mark that the census
 *     looks for
 * @param engineHost where a container engine of the lab's own listens
 */
record Lab(Path root, Optional<String> engineHost) {
  /** Names of the repositories; the first is built after each change, the others are not. */
  static final List<String> REPOSITORIES = List.of("lab/built", "lab/plain", "lab/other");

  private static final String RESOURCES = "/dev/berth/chaos/real/";

  private static final String WORKFLOW =
      """
      id: lab/%1$s-v1
      description: Changes a repository with the fault lab's agent.
      agent: lab
      repo: required
      read_only: false
      effect: change_request
      build: %2$s
      system_prompt: lab.md
      steps:
        - name: clone_repo
        - name: run_agent
      %3$s  - name: ensure_pr
      """;

  /**
   * Makes one below the system's directory for temporary files.
   *
   * @param backend as the configuration names it
   * @param engineHost the address of the container engine's socket; empty: the engine's default
   */
  static Lab create(int capacity, String backend, Optional<String> engineHost) {
    try {
      Lab lab = new Lab(Files.createTempDirectory("berth-chaos-").toRealPath(), engineHost);
      lab.fill(capacity, backend);
      return lab;
    } catch (IOException e) {
      throw CliException.failed(
          "LAB_UNUSABLE",
          "the fault lab cannot use the directory for temporary files: " + e.getMessage(),
          "Make room in /tmp, or let it be written.");
    }
  }

  private void fill(int capacity, String backend) throws IOException {
    Files.createDirectory(data());
    Files.createDirectory(control());
    Path agent = Files.createDirectory(root.resolve("agent"));
    Path script = Files.writeString(agent.resolve("lab.sh"), resource("lab.sh"));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path workflows = Files.createDirectories(root.resolve("workflows/lab"));
    Files.writeString(workflows.resolve("lab.md"), "Do what the task says.\n");
    Files.writeString(
        workflows.resolve("built-v1.yaml"),
        WORKFLOW.formatted("built", "required", "  - name: verify_build\n"));
    Files.writeString(
        workflows.resolve("plain-v1.yaml"), WORKFLOW.formatted("plain", "optional", ""));
    Files.writeString(
        root.resolve("transcript.yaml"), "transcript: 1\nturns:\n  - text: Nothing.\n");
    Files.writeString(
        data().resolve("berth.yaml"),
        resource("berth.yaml").formatted(capacity, root, backend, engineHost.orElse("")));
    Path work = Files.createDirectory(root.resolve("origin"));
    Path first = forge(REPOSITORIES.getFirst());
    Files.createDirectories(first.getParent());
    PlainGit.repository(work, first);
    REPOSITORIES.stream().skip(1).forEach(other -> PlainGit.copy(work, forge(other)));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Lab.class.getResourceAsStream(RESOURCES + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What is in the path of everything that belongs to this run. */
  String mark() {
    return root.getFileName().toString();
  }

  /** The server's data directory. */
  Path data() {
    return root.resolve("d");
  }

  /** What lab and server tell each other. */
  Path control() {
    return root.resolve("control");
  }

  /** Whether its sessions run in containers. */
  boolean hasContainers() {
    try {
      Path config = data().resolve("berth.yaml");
      return Files.exists(config) && Files.readString(config).contains("\nbackend: docker\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the container engine is called, as far as that is the same for all its commands. */
  List<String> engine() {
    return engineHost
        .map(host -> List.of("docker", "--host", host))
        .orElseGet(() -> List.of("docker"));
  }

  /** The bare repository that is the forge of this one. */
  Path forge(String repository) {
    return root.resolve("forge").resolve(repository + ".git");
  }

  /** Copies what helps to look for a cause to another directory. */
  void keep(Path directory) {
    try {
      Files.createDirectories(directory);
      for (Path file :
          List.of(
              data().resolve("server.log"),
              control().resolve("server.out"),
              control().resolve(Journal.FILE))) {
        if (Files.exists(file)) {
          Files.copy(
              file,
              directory.resolve(file.getFileName().toString()),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw CliException.failed(
          "KEEP_UNUSABLE",
          "the server's log cannot be kept in " + directory + ": " + e,
          "Name a directory that you may write.");
    }
  }

  /** Deletes all of it. */
  void delete() {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> failed = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        try {
          Files.deleteIfExists(path);
        } catch (IOException e) {
          failed.add(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!failed.isEmpty()) {
      throw CliException.failed(
          "LAB_LEFT_FILES",
          "the fault lab could not delete " + failed.getFirst(),
          "Look what still uses it, and delete " + root + " yourself.");
    }
  }
}
