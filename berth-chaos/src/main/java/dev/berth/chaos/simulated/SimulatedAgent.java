package dev.berth.chaos.simulated;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCategory;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.secret.Secret;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionProtocol;
import dev.berth.core.session.Verification;
import dev.berth.core.task.Task;
import dev.berth.testkit.backend.FakeSandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What happens in one sandbox: a step each time it is asked, and again when nobody answered. */
final class SimulatedAgent {
  private static final Secret TOKEN = new Secret("what the doors gave out");

  /** Seconds between two signs of life. */
  private static final int BETWEEN_BEATS = 4;

  private final SimulatedWorld world;
  private final FakeSandbox sandbox;
  private Optional<Grant> known = Optional.empty();
  private int step;
  private int pause;
  private boolean hasPushed;
  private boolean hasContext;
  private long heard;
  private boolean isLanding;

  SimulatedAgent(SimulatedWorld world, FakeSandbox sandbox) {
    this.world = world;
    this.sandbox = sandbox;
  }

  /** Takes a step, where its doors are listened at. */
  void act(SessionProtocol protocol) {
    if (pause > 0) {
      pause--;
      return;
    }
    if (known.isEmpty()) {
      known = grant();
    }
    if (known.isEmpty() || !world.isListening(known.get().lease())) {
      return;
    }
    Grant grant = known.get();
    Task task = world.task(grant.session());
    Behaviour behaviour = world.behaviour(task.id());
    try {
      if (grant.role() == GrantRole.VERIFY) {
        verify(protocol, grant, task, behaviour);
      } else {
        work(protocol, grant, task, behaviour);
      }
      step++;
    } catch (BerthException e) {
      refused(e, behaviour);
    }
  }

  private Optional<Grant> grant() {
    return world.grants(sandbox.spec().session()).stream()
        .filter(grant -> grant.doors().equals(sandbox.spec().doors().toString()))
        .findFirst();
  }

  /** Told to end, it ends, unless it is deaf; what is only away is asked again. */
  private void refused(BerthException e, Behaviour behaviour) {
    ErrorCategory category = e.code().category();
    boolean isAway = e.code().retryable();
    boolean isOver = category == ErrorCategory.GONE || category == ErrorCategory.FORBIDDEN;
    if (!isAway && !(isOver && behaviour.isDeaf())) {
      world.exit(sandbox, 1);
    }
  }

  private void work(SessionProtocol protocol, Grant grant, Task task, Behaviour behaviour) {
    switch (step) {
      case 0 -> protocol.hello(grant, grant.session().wire(), "1", TOKEN);
      case 1 -> protocol.ready(grant, 100);
      case 2 -> beat(protocol, grant, behaviour);
      case 3 -> push(task, behaviour);
      case 4 -> {
        if (behaviour.vanishes()) {
          world.vanish(sandbox);
        } else if (behaviour.requests() && behaviour.commits() > 0) {
          protocol.changeRequest(grant, "Fix it", "It is fixed.", "main");
        }
      }
      case 5 -> {
        if (behaviour.reports()) {
          protocol.result(grant, result(behaviour));
        }
      }
      default -> {
        protocol.exit(
            grant, new Session.AgentExit(Optional.of(0), Optional.empty(), false, "", world.now()));
        world.exit(sandbox, 0);
      }
    }
  }

  private void beat(SessionProtocol protocol, Grant grant, Behaviour behaviour) {
    if (!hasContext) {
      protocol.context(grant);
      hasContext = true;
    }
    for (var directive :
        protocol
            .heartbeat(grant, new SessionProtocol.Heartbeat(heard, 1, 1, "working"))
            .directives()) {
      heard = directive.seq();
      isLanding = isLanding || directive.directive() instanceof Directive.Land;
    }
    if (world.isHeld() || (behaviour.hangs() && !isLanding)) {
      step--;
      pause = BETWEEN_BEATS;
    }
  }

  private void push(Task task, Behaviour behaviour) {
    if (!hasPushed && behaviour.commits() > 0) {
      world.push(task.work().branch().orElseThrow(), behaviour.commits());
      hasPushed = true;
    }
  }

  private Session.AgentResult result(Behaviour behaviour) {
    return new Session.AgentResult(
        behaviour.succeeds(),
        behaviour.succeeds() ? Optional.empty() : Optional.of("AGENT_LOOP"),
        "done",
        "{\"turns_completed\":1,\"commands\":[]}",
        world.now());
  }

  private void verify(SessionProtocol protocol, Grant grant, Task task, Behaviour behaviour) {
    if (step == 0) {
      protocol.hello(grant, grant.session().wire(), "1", TOKEN);
      return;
    }
    Instant now = world.now();
    protocol.verification(
        grant,
        new Verification(
            task.work().headOid().orElseThrow(),
            check(behaviour.builds() ? 0 : 1),
            Optional.empty(),
            check(1),
            Optional.empty(),
            Optional.empty(),
            now));
    world.exit(sandbox, 0);
  }

  private static Optional<Verification.Check> check(int exit) {
    return Optional.of(new Verification.Check("./build.sh", exit, Duration.ofMillis(5), "output"));
  }
}
