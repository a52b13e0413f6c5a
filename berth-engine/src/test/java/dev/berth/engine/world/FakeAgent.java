package dev.berth.engine.world;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCategory;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.TaskId;
import dev.berth.core.secret.Secret;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionProtocol;
import dev.berth.core.session.SessionStore;
import dev.berth.core.session.Verification;
import dev.berth.core.task.Task;
import dev.berth.testkit.backend.FakeSandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What happens in one sandbox: a step each time it is asked, and again when Berth was not there.
 */
final class FakeAgent {
  private static final Secret TOKEN = new Secret("what the doors gave out");

  private final World world;
  private final FakeSandbox sandbox;
  private int step;
  private boolean pushed;
  private boolean hasContext;
  private long heard;
  private boolean isLanding;

  FakeAgent(World world, FakeSandbox sandbox) {
    this.world = world;
    this.sandbox = sandbox;
  }

  boolean isOf(FakeSandbox other) {
    return sandbox.lease().equals(other.lease());
  }

  void act(SessionProtocol protocol) {
    Optional<Grant> grant =
        world.database.read(tx -> tx.grants().of(sandbox.spec().session())).stream()
            .filter(g -> g.doors().equals(sandbox.spec().doors().toString()))
            .filter(g -> world.doors.listening().contains(g.lease()))
            .findFirst();
    if (grant.isEmpty()) {
      return;
    }
    try {
      if (sandbox.spec().role() == GrantRole.VERIFY) {
        verify(protocol, grant.get());
      } else {
        work(protocol, grant.get());
      }
      step++;
    } catch (BerthException e) {
      ErrorCategory category = e.code().category();
      if (category == ErrorCategory.GONE || category == ErrorCategory.FORBIDDEN) {
        if (!world.script.isDeaf) {
          world.backend.exit(sandbox, 1);
        }
      } else if (category != ErrorCategory.UNAVAILABLE) {
        throw e;
      }
    }
  }

  private void work(SessionProtocol protocol, Grant grant) {
    switch (step) {
      case 0 -> protocol.hello(grant, grant.session().wire(), "1", TOKEN);
      case 1 -> protocol.ready(grant, 100);
      case 2 -> {
        if (world.script.isMute) {
          step--;
          return;
        }
        if (!hasContext) {
          protocol.context(grant);
          hasContext = true;
        }
        int turns = world.script.turns;
        protocol
            .heartbeat(grant, new SessionProtocol.Heartbeat(heard, turns, turns, "working"))
            .directives()
            .forEach(this::hear);
        if (world.script.hangs && (!isLanding || world.script.staysUp)) {
          step--;
        }
      }
      case 3 -> {
        if (isAllowed(protocol, grant)) {
          push();
        } else {
          step--;
        }
      }
      case 4 -> {
        if (world.script.opensChangeRequest) {
          protocol.changeRequest(grant, "Fix it", "It is fixed.", "main");
        }
      }
      case 5 -> {
        if (world.script.lingers) {
          protocol.heartbeat(grant, new SessionProtocol.Heartbeat(heard, 1, 1, "working"));
          step--;
          return;
        }
        if (world.script.reports) {
          protocol.result(grant, result());
        }
      }
      default -> {
        protocol.exit(
            grant,
            new Session.AgentExit(Optional.of(0), Optional.empty(), false, "", world.time.now()));
        world.backend.exit(sandbox, 0);
      }
    }
  }

  private void hear(SessionStore.NumberedDirective directive) {
    heard = directive.seq();
    world.heard.add(directive.directive());
    isLanding = isLanding || directive.directive() instanceof Directive.Land;
  }

  /** Asks as often as it has to; a no is no reason to stop either. */
  private boolean isAllowed(SessionProtocol protocol, Grant grant) {
    Optional<String> command = world.script.command;
    if (command.isEmpty()) {
      return true;
    }
    String decision =
        protocol.askGate(grant, "bash", Map.of("command", command.get()), "call-1").decision();
    if (!decision.equals("pending")) {
      world.answers.add(decision);
    }
    return !decision.equals("pending");
  }

  private void push() {
    if (!pushed && world.script.commits > 0) {
      Task task =
          world.database.read(
              tx -> tx.tasks().findBySession(sandbox.spec().session()).orElseThrow());
      world.forge.push(task.work().branch().orElseThrow(), world.script.commits);
      pushed = true;
    }
  }

  private Session.AgentResult result() {
    return new Session.AgentResult(
        world.script.success,
        world.script.success ? Optional.empty() : Optional.of("AGENT_LOOP"),
        "done",
        "{\"turns_completed\":1,\"commands\":[]}",
        world.time.now());
  }

  private void verify(SessionProtocol protocol, Grant grant) {
    if (step == 0) {
      protocol.hello(grant, grant.session().wire(), "1", TOKEN);
      return;
    }
    TaskId task =
        world.database.read(tx -> tx.sessions().find(grant.session())).orElseThrow().task();
    String head =
        world
            .database
            .read(tx -> tx.tasks().find(task))
            .orElseThrow()
            .work()
            .headOid()
            .orElseThrow();
    Instant now = world.time.now();
    protocol.verification(
        grant,
        new Verification(
            head,
            check(world.script.builds ? 0 : 1),
            Optional.empty(),
            check(1),
            Optional.empty(),
            Optional.empty(),
            now));
    world.backend.exit(sandbox, 0);
  }

  private static Optional<Verification.Check> check(int exit) {
    return Optional.of(new Verification.Check("./build.sh", exit, Duration.ofMillis(5), "output"));
  }
}
