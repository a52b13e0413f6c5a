package dev.berth.testkit.past;

import dev.berth.core.blob.Artifact;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.session.SessionStore.OutputChunk;
import dev.berth.core.session.Verification;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import dev.berth.testkit.store.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task that has ended, with everything that one leaves: commits in the mirror, a change request,
 * verification, events, output, an artifact, and settled leases. Texts that came from the agent
 * hold what must not reach a terminal.
 *
 * @param id of the task
 * @param repo {@code owner/name}
 */
public record PastTask(String id, String repo, GitSample git) {
  /** Clears a screen, sets a window's title, turns text around, and hides. */
  public static final String HOSTILE = "\u001b[2J\u001b]0;owned\u0007\u202egnp.exe\u200b";

  public static final String OUTPUT = "agent says hello " + HOSTILE + "\n";
  public static final String COMPLAINT = "a warning\n";
  public static final String ARTIFACT = "<script>alert(1)</script>";
  private static final Instant NOW = Samples.NOW;

  /**
   * Stores one.
   *
   * @param data the data directory of a server that does not run
   * @param scratch for the repository
   */
  public static PastTask store(Database database, Path data, Path scratch, UserId owner) {
    Samples samples = new Samples();
    GitSample git = GitSample.in(scratch, "berth/past/fix", "42 " + HOSTILE + "\n");
    Repository repository = repository(samples, git, owner);
    GitSample.git(
        scratch,
        "clone",
        "-q",
        "--mirror",
        git.bare().toString(),
        data.resolve("mirrors").resolve(repository.id().value() + ".git").toString());
    String blob = blob(data);
    Task task = task(samples, repository, git, owner);
    Session session = session(samples, task);
    Task ended = task.withSession(session.id());
    database.write(
        tx -> {
          tx.repos().insert(repository);
          tx.tasks().insert(ended);
          tx.sessions().insert(session);
          history(tx, ended, session);
          result(tx, ended, repository, git);
          tx.artifacts()
              .put(
                  new Artifact(
                      ended.id(), "out/report.html", "text/html", blob, ARTIFACT.length(), NOW));
          settled(tx, samples, session, LeaseKind.PROCESS, LeaseState.RELEASED, "pid is gone");
          settled(
              tx, samples, session, LeaseKind.BRANCH, LeaseState.HANDED_OVER, "change request 1");
          // Only now: a session that is closing takes no lease.
          tx.sessions().update(session.ended(SessionState.STOPPED));
          return true;
        });
    return new PastTask(ended.id().value(), repository.name().toString(), git);
  }

  private static Repository repository(Samples samples, GitSample git, UserId owner) {
    return new Repository(
        new dev.berth.core.id.RepoId(samples.id()),
        new RepoName("acme", "past"),
        owner,
        "local",
        git.bare().toString(),
        "main",
        RepoSettings.none(),
        new Repository.Provisioning(Repository.Provisioning.State.READY, List.of()),
        NOW,
        NOW,
        Optional.empty(),
        1);
  }

  private static Task task(Samples samples, Repository repository, GitSample git, UserId owner) {
    Task submitted = samples.task(owner);
    TaskSpec spec =
        samples.spec(owner, Optional.of(new TaskSpec.RepoRef(repository.id(), repository.name())));
    TaskState state =
        new TaskState(
            TaskStatus.COMPLETED,
            NOW.plusSeconds(60),
            new TaskState.Moments(
                Optional.empty(),
                Optional.of(NOW.plusSeconds(1)),
                Optional.of(NOW.plusSeconds(2)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(NOW.plusSeconds(60))),
            new TaskState.Ends(Optional.empty(), Optional.empty()),
            TaskState.Sums.zero(),
            new TaskState.Gates(0, 0),
            new TaskState.Fate(
                Optional.of(TaskState.Cause.RESULT), Optional.empty(), Optional.empty()));
    Task.Work work =
        new Task.Work(
            Optional.of(git.branch()),
            Optional.of(git.base()),
            Optional.of(git.head()),
            1,
            Optional.of("local:acme/past/1"),
            Optional.of(true),
            Optional.empty(),
            2,
            2,
            Optional.of("p1"),
            Optional.of("r1"),
            Optional.of("network: namespace; files: allowlist"),
            Optional.empty());
    return new Task(submitted.id(), spec, state, Optional.empty(), work, 1);
  }

  private static Session session(Samples samples, Task task) {
    return samples
        .session(task.id())
        .starting(NOW.plusSeconds(1), NOW.plusSeconds(3_600))
        .ready(NOW.plusSeconds(2))
        .reported(
            new Session.AgentResult(
                true,
                Optional.empty(),
                "done",
                "{\"commands\":[{\"command\":\"make\",\"exit\":0,\"duration_ms\":12}]}",
                NOW.plusSeconds(50)));
  }

  private static void history(Tx tx, Task task, Session session) {
    tx.budgets().open(task.id(), task.spec().limits().budgetMicroUsd());
    tx.events()
        .append(
            task.id(),
            List.of(
                NewEvent.of(EventType.TASK_CREATED, NOW, Map.of("channel", "api")),
                NewEvent.of(
                    EventType.SESSION_STARTED, NOW, Map.of("session_id", session.id().wire())),
                NewEvent.of(
                    EventType.AGENT_TURN, NOW, Map.of("turn", 1, "summary", "look " + HOSTILE)),
                NewEvent.of(EventType.TASK_COMPLETED, NOW.plusSeconds(60), Map.of())));
    tx.sessions().addOutput(session.id(), chunk(0, "stdout", OUTPUT));
    tx.sessions().addOutput(session.id(), chunk(1, "stderr", COMPLAINT));
  }

  private static OutputChunk chunk(long seq, String stream, String text) {
    return new OutputChunk(seq, stream, NOW, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void result(Tx tx, Task task, Repository repository, GitSample git) {
    Verification.Check green =
        new Verification.Check("make test", 0, Duration.ofMillis(1_200), "ok " + HOSTILE);
    Verification.Check red =
        new Verification.Check("make test", 1, Duration.ofMillis(1_100), "41 is wrong");
    tx.verifications()
        .put(
            task.id(),
            new Verification(
                git.head(),
                Optional.of(green),
                Optional.empty(),
                Optional.of(red),
                Optional.empty(),
                Optional.empty(),
                NOW));
    tx.changeRequests()
        .insert(
            new ChangeRequest(
                repository.id(),
                tx.changeRequests().nextNumber(repository.id()),
                task.id(),
                "The answer " + HOSTILE,
                "Now it is 42.",
                git.branch(),
                "main",
                git.base(),
                git.head(),
                "local:acme/past/1",
                "{}",
                NOW,
                NOW));
  }

  private static void settled(
      Tx tx, Samples samples, Session session, LeaseKind kind, LeaseState end, String evidence) {
    Lease lease =
        samples.lease(new LeaseOwner.OfSession(session.id()), kind, tx.leases().nextSequence());
    tx.leases().insert(lease);
    tx.leases().hold(lease.id(), 1, "handle-" + lease.id(), NOW.plusSeconds(1));
    Lease taken =
        tx.leases()
            .takeOver(lease.id(), new Lease.Releaser(samples.node(), NOW.plusSeconds(90)), NOW)
            .orElseThrow();
    tx.leases().settle(lease.id(), taken.epoch(), end, evidence, NOW.plusSeconds(60));
  }

  private static String blob(Path data) {
    try {
      byte[] bytes = ARTIFACT.getBytes(StandardCharsets.UTF_8);
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      Path directory = Files.createDirectories(data.resolve("blobs").resolve(hash.substring(0, 2)));
      Files.write(directory.resolve(hash), bytes);
      Files.createDirectories(data.resolve("mirrors"));
      return hash;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
