package dev.berth.engine.session;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gates;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.policy.Call;
import java.time.Duration;
import java.util.Optional;

/** No rules: every question is answered with yes. What walls enforce they enforce anyway. */
public final class AllowAll implements Gates {
  @Override
  public Answer ask(SessionId session, Call call, String key) {
    return new Answer.Allowed(Optional.empty());
  }

  @Override
  public Answer hold(SessionId session, Call effect) {
    return new Answer.Allowed(Optional.empty());
  }

  @Override
  public void done(SessionId session, GateId gate) {
    throw none();
  }

  @Override
  public Answer look(SessionId session, GateId gate, Duration wait) {
    throw none();
  }

  private static BerthException none() {
    return new BerthException(ErrorCode.GATE_NOT_FOUND, "this session has raised no gate");
  }
}
