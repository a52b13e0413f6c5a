package dev.berth.gateway.git;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gates;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.policy.Call;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gates of a server without rules: effects that would need a human's approval are refused, all
 * others pass. Thread-safe.
 */
public final class NobodyToAsk implements Gates {
  private static final String OWN = "refs/heads/berth/";

  private final ProtectedPaths paths = new ProtectedPaths(List.of(".github/workflows/**"));

  @Override
  public Answer ask(SessionId session, Call call, String key) {
    return hold(session, call);
  }

  @Override
  public Answer hold(SessionId session, Call effect) {
    if (!effect.tool().equals(Call.GIT_PUSH)) {
      return new Answer.Allowed(Optional.empty());
    }
    if (Boolean.TRUE.equals(effect.input().get("force"))) {
      return denied(ErrorCode.PUSH_REFUSED, "the branch has commits that the push would drop");
    }
    if (!String.valueOf(effect.input().get("ref")).startsWith(OWN)) {
      return denied(ErrorCode.PUSH_REFUSED, "this session pushes to its own branch only");
    }
    return paths
        .firstOf(texts(effect, "paths"), texts(effect, "links"))
        .<Answer>map(path -> denied(ErrorCode.PATH_PROTECTED, "a commit changes " + path))
        .orElseGet(() -> new Answer.Allowed(Optional.empty()));
  }

  private static Set<String> texts(Call effect, String key) {
    return effect.input().get(key) instanceof Collection<?> all
        ? all.stream().map(String::valueOf).collect(Collectors.toSet())
        : Set.of();
  }

  private static Answer.Denied denied(ErrorCode code, String why) {
    return new Answer.Denied(code, why, List.of());
  }

  @Override
  public void done(SessionId session, GateId gate) {
    // nothing was ever asked
  }

  @Override
  public Answer look(SessionId session, GateId gate, Duration wait) {
    throw new BerthException(ErrorCode.GATE_NOT_FOUND, "this session has raised no gate");
  }
}
