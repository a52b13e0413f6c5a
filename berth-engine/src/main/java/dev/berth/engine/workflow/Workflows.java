package dev.berth.engine.workflow;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.workflow.Workflow;
import dev.berth.engine.hydration.WorkflowSource;
import dev.berth.engine.workflow.WorkflowProblems.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The workflows of an installation: those that come with Berth, and those of the operator's
 * directory, which may not take the names of the former. Read once, at start. Immutable and
 * thread-safe.
 */
public final class Workflows implements WorkflowSource {
  /** What a task runs for which nobody chose. */
  public static final String DEFAULT = "default/agent-v1";

  private static final List<String> BUILT_IN = List.of("coding/new-task-v1", DEFAULT);
  private static final int FILE_LIMIT = 256 * 1024;

  private final Map<String, Workflow> byId;

  private Workflows(Map<String, Workflow> byId) {
    this.byId = byId;
  }

  /**
   * Reads all workflows.
   *
   * @param directory the operator's: {@code group/name-v1.yaml} with prompts beside them
   * @throws BerthException {@code WORKFLOW_INVALID} with every mistake of every file, by file and
   *     line
   */
  public static Workflows load(Optional<Path> directory) {
    WorkflowProblems problems = new WorkflowProblems();
    Map<String, Workflow> byId = new TreeMap<>();
    for (String id : BUILT_IN) {
      String group = id.substring(0, id.indexOf('/'));
      new WorkflowReader(
              id + ".yaml", problems, prompt -> resource("/workflows/" + group + "/" + prompt))
          .read(resource("/workflows/" + id + ".yaml").orElseThrow())
          .ifPresent(workflow -> byId.put(workflow.id(), workflow));
    }
    directory.ifPresent(root -> readDirectory(root, problems, byId));
    if (!problems.isEmpty()) {
      throw problems.exception();
    }
    return new Workflows(byId);
  }

  /**
   * Checks one file, with the prompt beside it, as if it lay in an operator's directory.
   *
   * @throws BerthException {@code WORKFLOW_INVALID} with every mistake, by line
   */
  public static Workflow lint(Path path) {
    WorkflowProblems problems = new WorkflowProblems();
    Path absolute = path.toAbsolutePath().normalize();
    Path group = absolute.getParent() == null ? absolute : absolute.getParent();
    String file = group.getFileName() + "/" + absolute.getFileName();
    Optional<String> yaml = text(absolute, file, problems);
    if (yaml.isEmpty() && problems.isEmpty()) {
      problems.add(new Problem(file, 1, "READ", "there is no such file"));
    }
    Optional<Workflow> read =
        yaml.flatMap(
            text ->
                new WorkflowReader(
                        file,
                        problems,
                        prompt -> text(absolute.resolveSibling(prompt), file, problems))
                    .read(text));
    if (!problems.isEmpty()) {
      throw problems.exception();
    }
    return read.orElseThrow();
  }

  /** The current version. */
  public Optional<Workflow> current(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public Optional<Workflow> find(TaskSpec.WorkflowRef ref) {
    return current(ref.id()).filter(workflow -> workflow.version().equals(ref.version()));
  }

  /** All ids, in order. */
  public List<String> ids() {
    return List.copyOf(byId.keySet());
  }

  private static void readDirectory(
      Path root, WorkflowProblems problems, Map<String, Workflow> byId) {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root, 2)) {
      files = walk.filter(path -> path.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.CONFIG_INVALID, "the workflow directory " + root + " cannot be read", e);
    }
    for (Path path : files) {
      String file = root.relativize(path).toString();
      Optional<String> text = text(path, file, problems);
      text.flatMap(
              yaml ->
                  new WorkflowReader(
                          file,
                          problems,
                          prompt -> text(path.resolveSibling(prompt), file, problems))
                      .read(yaml))
          .ifPresent(
              workflow -> {
                if (byId.putIfAbsent(workflow.id(), workflow) != null) {
                  problems.add(
                      new Problem(
                          file, 1, "DUPLICATE", "'" + workflow.id() + "' exists; choose -v2"));
                }
              });
    }
  }

  private static Optional<String> text(Path path, String file, WorkflowProblems problems) {
    try {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      if (Files.size(path) > FILE_LIMIT) {
        problems.add(new Problem(file, 1, "SIZE", path.getFileName() + " is too large"));
        return Optional.empty();
      }
      return Optional.of(Files.readString(path));
    } catch (IOException e) {
      problems.add(
          new Problem(file, 1, "READ", path.getFileName() + " cannot be read as UTF-8 text"));
      return Optional.empty();
    }
  }

  private static Optional<String> resource(String name) {
    try (InputStream in = Workflows.class.getResourceAsStream(name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("a resource of this program cannot be read: " + name, e);
    }
  }
}
