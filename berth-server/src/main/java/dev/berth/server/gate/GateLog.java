package dev.berth.server.gate;

import dev.berth.core.gate.Gate;
import dev.berth.core.id.UserId;
import dev.berth.core.notify.Notifier;
import dev.berth.core.task.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channel that every installation has: the server's log. Previews are made to be shown. */
public final class GateLog implements Notifier {
  private static final Logger log = LoggerFactory.getLogger(GateLog.class);

  @Override
  public String channel() {
    return "log";
  }

  @Override
  public void tell(Gate gate, Task task) {
    if (gate.isPending()) {
      log.info(
          "gate {} of task {} of {} waits until {} ({}): {}. berth approve {} {}",
          gate.id(),
          gate.task(),
          task.spec().owner(),
          gate.expiresAt(),
          String.join(", ", gate.terms().rules()),
          gate.asked().preview(),
          gate.task(),
          gate.id());
    } else {
      log.info(
          "gate {} of task {} is {} by {}",
          gate.id(),
          gate.task(),
          gate.status(),
          gate.closed().flatMap(Gate.Closed::by).map(UserId::value).orElse("nobody"));
    }
  }
}
