package dev.berth.gateway.git;

import dev.berth.core.forge.Mirror.PushReport;
import dev.berth.core.gateway.Grant;

/** Hears how pushes ended. Their clients have had the answer by then. */
@FunctionalInterface
public interface PushListener {
  /** Called once for each push that named a ref, accepted or refused. */
  void pushed(Grant grant, GitRight right, PushReport report);
}
