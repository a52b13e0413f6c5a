package dev.berth.gateway.model;

import dev.berth.core.gateway.Grant;
import dev.berth.core.id.TaskId;
import java.time.Instant;
import java.util.List;

/** Knows for whom a session calls models, and which. Thread-safe. */
public interface ModelCallers {
  /**
   * The caller as it is now.
   *
   * @throws dev.berth.core.error.BerthException {@code SESSION_CLOSED} when its task has ended
   */
  Caller of(Grant grant);

  /**
   * A call did not fit into what is left beside the landing reserve: the session should be told to
   * finish. Called for every such call; telling once is up to the receiver.
   */
  void budgetReached(Grant grant);

  /**
   * A call did not fit into what is left of the day's money: the session should be told to finish,
   * rather than to wait.
   *
   * @param renews when the next day's begins
   */
  void dayReached(Grant grant, Instant renews);

  /** A call of a session that lands did not fit into the landing reserve either. */
  void budgetExhausted(Grant grant);

  /**
   * A session's caller.
   *
   * @param models the models that its repository may call
   * @param landing whether it was told to finish, and so may use the landing reserve
   */
  record Caller(TaskId task, List<String> models, boolean landing) {
    public Caller {
      models = List.copyOf(models);
    }
  }
}
