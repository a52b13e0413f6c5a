package dev.berth.cli.conformance;

import dev.berth.cli.command.CliException;
import dev.berth.cli.time.ClientTime;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks at an agent from outside, rule by rule. Knows nothing of how it was written, and needs
 * nothing of Berth but this.
 */
public final class Conformance {
  private final ClientTime time;
  private final Subject subject;

  /**
   * What to look at.
   *
   * @param address where it listens: scheme, host and port
   * @param start how to start it, when the kit is to do so
   * @param limit how long one request may take
   * @param only ids of the rules to look at; all when there are none
   */
  public record Subject(
      URI address,
      Payloads payloads,
      Optional<AgentProcess.Start> start,
      Duration limit,
      Set<String> only) {
    public Subject {
      only = Set.copyOf(only);
    }

    private List<Check> of(List<Check> checks) {
      return checks.stream()
          .filter(check -> only.isEmpty() || only.contains(check.rule().id()))
          .toList();
    }
  }

  public Conformance(ClientTime time, Subject subject) {
    this.time = time;
    this.subject = subject;
  }

  /** Every rule that the kit knows, in the order in which it looks. */
  public static List<Rule> rules() {
    return checks(Optional.empty()).stream().map(Check::rule).toList();
  }

  /**
   * Looks at all rules.
   *
   * @param seen told of each one as it is known
   * @throws CliException {@code AGENT_NOT_REACHED} when nobody listens, {@code AGENT_NOT_STARTED}
   *     when it cannot be started
   */
  public List<Finding> run(Consumer<Finding> seen) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    List<Check> overHttp = subject.of(checksOverHttp());
    List<Check> ofProcess = subject.of(new ProcessChecks(subject.start()).all());
    try (Target agent = new Target(subject.address(), subject.payloads(), time, subject.limit())) {
      if (!overHttp.isEmpty()) {
        findings.addAll(lookOverHttp(overHttp, agent, seen));
      }
      for (Check check : ofProcess) {
        findings.add(look(check, agent, seen));
      }
    }
    return List.copyOf(findings);
  }

  private List<Finding> lookOverHttp(List<Check> checks, Target agent, Consumer<Finding> seen)
      throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    Optional<AgentProcess> process = start();
    try {
      reach(agent, process);
      for (Check check : checks) {
        findings.add(look(check, agent, seen));
      }
    } finally {
      process.ifPresent(AgentProcess::close);
    }
    if (process.isPresent()) {
      process.get().await();
    }
    return findings;
  }

  private static List<Check> checks(Optional<AgentProcess.Start> start) {
    List<Check> all = new ArrayList<>(checksOverHttp());
    all.addAll(new ProcessChecks(start).all());
    return all;
  }

  private static List<Check> checksOverHttp() {
    List<Check> all = new ArrayList<>(PingChecks.all());
    all.addAll(InvocationChecks.all());
    all.addAll(StreamChecks.all());
    all.addAll(SocketChecks.all());
    return all;
  }

  private Optional<AgentProcess> start() {
    if (subject.start().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(subject.start().get().now());
    } catch (IOException e) {
      throw CliException.failed(
          "AGENT_NOT_STARTED",
          "the agent cannot be started: " + e.getMessage(),
          "Check the command; it is run by /bin/sh in the current directory.");
    }
  }

  /** Waits for an agent that was just started; one that runs already must answer at once. */
  private void reach(Target agent, Optional<AgentProcess> process) throws InterruptedException {
    Duration patience = process.isPresent() ? AgentProcess.START : Duration.ZERO;
    boolean reached;
    try {
      reached =
          agent.within(
              patience, () -> process.filter(one -> !one.alive()).isPresent() || listens(agent));
    } catch (Deviation | IOException e) {
      throw notReached(String.valueOf(e.getMessage()));
    }
    if (!reached) {
      throw notReached("nobody listens there");
    }
    if (process.filter(one -> !one.alive()).isPresent()) {
      throw CliException.failed(
          "AGENT_NOT_STARTED",
          "the agent ended before it answered, with exit code "
              + AgentProcess.shown(process.get().await()),
          "Look at what it wrote: `berth dev run -- COMMAND` shows it.");
    }
  }

  private static boolean listens(Target agent) throws IOException, InterruptedException {
    try {
      agent.get("/ping");
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  private CliException notReached(String why) {
    return CliException.failed(
        "AGENT_NOT_REACHED",
        "no agent answers at " + subject.address() + ": " + why,
        "Start it first (`berth dev run -- COMMAND`), or let the kit do it with --start.");
  }

  private static Finding look(Check check, Target agent, Consumer<Finding> seen)
      throws InterruptedException {
    long begun = System.nanoTime();
    Verdict verdict;
    try {
      verdict = check.look().at(agent);
    } catch (Deviation e) {
      verdict = new Verdict.Broken(e.came());
    } catch (IOException e) {
      verdict = new Verdict.Broken("no answer: " + e);
    }
    Finding finding =
        new Finding(check.rule(), verdict, Duration.ofNanos(System.nanoTime() - begun));
    seen.accept(finding);
    return finding;
  }
}
