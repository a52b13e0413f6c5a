package dev.berth.engine.workflow;

import dev.berth.core.blob.Sha256;
import dev.berth.core.workflow.Workflow;
import dev.berth.core.workflow.Workflow.Effect;
import dev.berth.core.workflow.Workflow.Limits;
import dev.berth.core.workflow.Workflow.Step;
import dev.berth.engine.workflow.WorkflowProblems.Problem;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads and validates one workflow file; mistakes are collected, never only the first. */
final class WorkflowReader {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*/[a-z][a-z0-9-]*-v[0-9]+");
  private static final Pattern PROMPT = Pattern.compile("[a-z][a-z0-9-]*\\.md");
  private static final BigDecimal MICRO = BigDecimal.valueOf(1_000_000);

  /** Steps that the reference agent knows; those that touch a repository need one. */
  private static final Set<String> REPO_STEPS =
      Set.of("clone_repo", "verify_build", "verify_lint", "ensure_pr", "post_review");

  private static final Set<String> OTHER_STEPS =
      Set.of("hydrate_context", "run_agent", "deliver_artifact");

  private final String file;
  private final WorkflowProblems problems;
  private final Function<String, Optional<String>> prompts;

  /**
   * @param prompts texts of the files beside this one, by name
   */
  WorkflowReader(
      String file, WorkflowProblems problems, Function<String, Optional<String>> prompts) {
    this.file = file;
    this.problems = problems;
    this.prompts = prompts;
  }

  /** The workflow; empty when anything is wrong with it. */
  Optional<Workflow> read(String text) {
    int before = problems.size();
    Optional<YamlNode> document = new YamlDocument(file, problems).read(text);
    if (document.isEmpty()) {
      return Optional.empty();
    }
    if (!(document.get() instanceof YamlNode.Mapping mapping)) {
      problems.add(new Problem(file, 1, "TYPE", "a workflow file is a mapping"));
      return Optional.empty();
    }
    MappingReader top = new MappingReader(file, mapping, problems);
    Optional<String> id = id(top);
    Optional<String> description = top.text("description", true);
    Optional<String> agent = top.text("agent", true);
    Optional<Boolean> repo = top.oneOf("repo", List.of("required", "none")).map("required"::equals);
    Optional<Boolean> readOnly = top.flag("read_only");
    Optional<Effect> effect = effect(top);
    Optional<Boolean> build =
        top.oneOf("build", List.of("required", "optional")).map("required"::equals);
    Optional<String> prompt = prompt(top);
    List<Located> steps = steps(top);
    Limits limits = limits(top);
    top.rejectUnknown();
    cross(top, repo, readOnly, effect, build, steps);
    if (problems.size() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new Workflow(
            id.orElseThrow(),
            version(text, prompt.orElseThrow()),
            description.orElseThrow(),
            repo.orElseThrow(),
            readOnly.orElseThrow(),
            effect.orElseThrow(),
            build.orElseThrow(),
            agent.orElseThrow(),
            prompt.orElseThrow(),
            steps.stream().map(Located::step).toList(),
            limits));
  }

  /** First 12 hex digits of the SHA-256 over the file and its prompt. */
  static String version(String text, String prompt) {
    byte[] file = text.getBytes(StandardCharsets.UTF_8);
    return Sha256.hex(file, new byte[1], prompt.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
  }

  private Optional<String> id(MappingReader top) {
    Optional<String> id = top.text("id", true);
    if (id.isPresent() && !ID.matcher(id.get()).matches()) {
      top.problem(top.line("id"), "FORM", "an id has the form group/name-v1, in lower case");
      return Optional.empty();
    }
    if (id.isPresent() && !file.endsWith(id.get() + ".yaml")) {
      top.problem(
          top.line("id"), "FORM", "the file of '" + id.get() + "' is " + id.get() + ".yaml");
      return Optional.empty();
    }
    return id;
  }

  private static Optional<Effect> effect(MappingReader top) {
    return top.oneOf("effect", List.of("change_request", "artifact", "review", "comment"))
        .map(name -> Effect.valueOf(name.toUpperCase(Locale.ROOT)));
  }

  private Optional<String> prompt(MappingReader top) {
    Optional<String> name = top.text("system_prompt", true);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (!PROMPT.matcher(name.get()).matches()) {
      top.problem(top.line("system_prompt"), "FORM", "a prompt is a file name.md beside this one");
      return Optional.empty();
    }
    Optional<String> text = prompts.apply(name.get());
    if (text.isEmpty()) {
      top.problem(top.line("system_prompt"), "MISSING", "there is no " + name.get() + " beside it");
    }
    return text;
  }

  private List<Located> steps(MappingReader top) {
    List<Located> steps = new ArrayList<>();
    Optional<YamlNode.Sequence> list = top.list("steps");
    if (list.isEmpty()) {
      return steps;
    }
    if (list.get().items().isEmpty()) {
      top.problem(list.get().line(), "EMPTY", "a workflow has steps");
    }
    for (YamlNode item : list.get().items()) {
      if (item instanceof YamlNode.Mapping mapping) {
        MappingReader reader = new MappingReader(file, mapping, problems);
        Optional<String> name = reader.text("name", true);
        Optional<String> when = reader.text("when", false);
        reader.rejectUnknown();
        name.ifPresent(n -> steps.add(new Located(new Step(n, when), reader.line("name"))));
      } else {
        top.problem(item.line(), "TYPE", "a step is a mapping with a name");
      }
    }
    for (Located step : steps) {
      if (!REPO_STEPS.contains(step.name()) && !OTHER_STEPS.contains(step.name())) {
        List<String> known =
            java.util.stream.Stream.concat(REPO_STEPS.stream(), OTHER_STEPS.stream())
                .sorted()
                .toList();
        top.problem(
            step.line(),
            "UNKNOWN_STEP",
            "no step is called '" + step.name() + "'; known: " + known);
      }
    }
    return steps;
  }

  private Limits limits(MappingReader top) {
    Optional<YamlNode.Mapping> mapping = top.mapping("limits");
    if (mapping.isEmpty()) {
      return new Limits(Optional.empty(), Optional.empty());
    }
    MappingReader reader = new MappingReader(file, mapping.get(), problems);
    Optional<Integer> turns =
        reader
            .number("max_turns", true, BigDecimal.ONE, BigDecimal.valueOf(500))
            .map(BigDecimal::intValueExact);
    Optional<Long> budget =
        reader
            .number("max_budget_usd", false, new BigDecimal("0.01"), BigDecimal.valueOf(1000))
            .map(usd -> usd.multiply(MICRO).longValue());
    reader.rejectUnknown();
    return new Limits(turns, budget);
  }

  /** What must fit together. */
  private static void cross(
      MappingReader top,
      Optional<Boolean> repo,
      Optional<Boolean> readOnly,
      Optional<Effect> effect,
      Optional<Boolean> build,
      List<Located> steps) {
    boolean without = repo.isPresent() && !repo.get();
    Optional<Effect> wanted = effect.filter(e -> e != Effect.ARTIFACT);
    if (without && wanted.isPresent()) {
      top.problem(
          top.line("effect"), "CROSS", "'" + lower(wanted.get()) + "' needs 'repo: required'");
    }
    if (readOnly.orElse(false) && effect.filter(e -> e == Effect.CHANGE_REQUEST).isPresent()) {
      top.problem(
          top.line("read_only"), "CROSS", "a change request cannot come from read-only work");
    }
    if (build.orElse(false) && !has(steps, "verify_build")) {
      top.problem(top.line("build"), "CROSS", "'build: required' needs a step verify_build");
    }
    if (without) {
      for (Located step : steps) {
        if (REPO_STEPS.contains(step.name())) {
          top.problem(step.line(), "CROSS", "'" + step.name() + "' needs 'repo: required'");
        }
      }
    }
    if (!steps.isEmpty() && !has(steps, "run_agent")) {
      top.problem(top.line("steps"), "CROSS", "a workflow has a step run_agent");
    }
    effect
        .flatMap(WorkflowReader::stepOf)
        .filter(step -> !steps.isEmpty() && !has(steps, step))
        .ifPresent(
            step -> top.problem(top.line("effect"), "CROSS", "this effect needs a step " + step));
  }

  private static Optional<String> stepOf(Effect effect) {
    return switch (effect) {
      case CHANGE_REQUEST -> Optional.of("ensure_pr");
      case ARTIFACT -> Optional.of("deliver_artifact");
      case REVIEW -> Optional.of("post_review");
      case COMMENT -> Optional.empty();
    };
  }

  private static String lower(Effect effect) {
    return effect.name().toLowerCase(Locale.ROOT);
  }

  private static boolean has(List<Located> steps, String name) {
    return steps.stream().anyMatch(step -> step.name().equals(name));
  }

  /** A step and its line. */
  private record Located(Step step, int line) {
    String name() {
      return step.name();
    }
  }
}
