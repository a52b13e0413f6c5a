package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.ModelCallId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.model.BudgetDay;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.model.BudgetStore.Account;
import dev.berth.core.model.BudgetStore.ModelCall;
import dev.berth.core.model.BudgetStore.Settlement;
import dev.berth.core.model.DayLimits;
import dev.berth.core.model.DayScope;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reserves money before a call and settles it after. Thread-safe. */
public final class ModelAccounts {
  private static final Logger LOG = LoggerFactory.getLogger(ModelAccounts.class);

  /** An answer shorter than this is not worth its input. */
  static final int LEAST_OUTPUT = 1_024;

  /** Hundredths of a budget that only a landing session may use. */
  private static final int LANDING_PERCENT = 5;

  /** How often a reservation that lost against another one is reckoned anew. */
  private static final int RACES = 100;

  private final Database database;
  private final Time time;
  private final Ulid ids;
  private final NodeId node;
  private final DayLimits days;
  private final Map<Refusal, AtomicLong> refusals = new EnumMap<>(Refusal.class);

  /**
   * @param node this start of a server
   * @param days what models may cost on a day
   */
  public ModelAccounts(Database database, Time time, Ulid ids, NodeId node, DayLimits days) {
    this.database = database;
    this.time = time;
    this.ids = ids;
    this.node = node;
    this.days = days;
    for (Refusal of : Refusal.values()) {
      refusals.put(of, new AtomicLong());
    }
  }

  /** Which budget a call did not fit into. */
  public enum Refusal {
    TASK,
    INSTALLATION_DAY,
    USER_DAY
  }

  /** How many calls did not fit, since the start. */
  public long refusals(Refusal of) {
    return Objects.requireNonNull(refusals.get(of)).get();
  }

  private void count(Refusal of) {
    Objects.requireNonNull(refusals.get(of)).incrementAndGet();
  }

  /**
   * What is to be reserved.
   *
   * @param inputTokens at most
   * @param outputTokens wanted at most
   * @param exact what the provider says it will count, where it can
   */
  record Wish(
      ModelCallers.Caller caller,
      String model,
      PriceTable.Price price,
      String priceTable,
      long inputTokens,
      int outputTokens,
      Optional<Usage> exact) {}

  /**
   * Reserves the wish's upper bound, with a lower output cap where only that fits.
   *
   * @throws BerthException {@code BUDGET_REFUSED}; {@code BUDGET_EXHAUSTED} when the caller lands,
   *     so that nothing more will fit; {@link DaySpentException} when it is the day's money that
   *     does not last
   */
  Reservation reserve(Wish wish) {
    ModelCallId id = new ModelCallId(ids.next());
    return database.write(tx -> reserve(tx, wish, id));
  }

  private Reservation reserve(Tx tx, Wish wish, ModelCallId id) {
    Instant now = time.now();
    for (int i = 0; i < RACES; i++) {
      Plan plan = plan(tx, wish, now);
      ModelCall call =
          new ModelCall(
              id,
              wish.caller().task(),
              node,
              wish.model(),
              wish.priceTable(),
              plan.microUsd(),
              now,
              Optional.empty());
      if (tx.budgets().reserve(wish.caller().task(), call, days) == BudgetStore.Outcome.RESERVED) {
        return new Reservation(call, wish.price(), plan.outputCap());
      }
      // another call took what was left in between; a smaller one may still fit
    }
    throw new BerthException(ErrorCode.RATE_LIMITED, "too many calls at once for one budget");
  }

  private record Plan(int outputCap, long microUsd) {}

  private Plan plan(Tx tx, Wish wish, Instant now) {
    Account account =
        tx.budgets()
            .find(wish.caller().task())
            .orElseThrow(
                () -> new BerthException(ErrorCode.SESSION_CLOSED, "the task has no budget"));
    long kept =
        wish.caller().landing() ? 0 : Math.ceilDiv(account.limitMicroUsd() * LANDING_PERCENT, 100);
    long ofTask = account.leftMicroUsd() - kept;
    Optional<Plan> alone = fits(wish, ofTask);
    if (alone.isEmpty()) {
      count(Refusal.TASK);
      throw new BerthException(
          wish.caller().landing() ? ErrorCode.BUDGET_EXHAUSTED : ErrorCode.BUDGET_REFUSED,
          words(wish, ofTask, "the budget"));
    }
    Plan plan = alone.get();
    long available = ofTask;
    for (DayScope scope : scopes(tx, wish)) {
      long ofDay = left(tx, scope, now);
      available = Math.min(available, ofDay);
      Optional<Plan> within = fits(wish, available);
      if (within.isEmpty()) {
        count(
            switch (scope) {
              case DayScope.Installation _ -> Refusal.INSTALLATION_DAY;
              case DayScope.OfUser _ -> Refusal.USER_DAY;
            });
        throw new DaySpentException(
            words(wish, ofDay, "the " + scope.word() + "'s budget of the day"),
            BudgetDay.of(now).end());
      }
      plan = within.get();
    }
    return plan;
  }

  /** How long to wait for a moment, at least a second. */
  long secondsUntil(Instant moment) {
    return Math.max(1, Duration.between(time.now(), moment).toSeconds());
  }

  /** The dearest call that fits, with as much output as that leaves. */
  private static Optional<Plan> fits(Wish wish, long available) {
    long fits = wish.price().outputThatFits(wish.inputTokens(), Math.max(0, available));
    int cap = (int) Math.min(wish.outputTokens(), Math.max(0, fits));
    long exact = wish.exact().map(wish.price()::cost).orElse(0L);
    long amount = Math.max(wish.price().ceiling(wish.inputTokens(), cap), exact);
    return cap < Math.min(LEAST_OUTPUT, wish.outputTokens()) || amount > available
        ? Optional.empty()
        : Optional.of(new Plan(cap, amount));
  }

  private static String words(Wish wish, long available, String of) {
    return "the call may cost "
        + wish.price().ceiling(wish.inputTokens(), wish.outputTokens())
        + " micro-dollars; "
        + Math.max(0, available)
        + " of "
        + of
        + " are left";
  }

  /** Whose money of the day is bounded. */
  private List<DayScope> scopes(Tx tx, Wish wish) {
    List<DayScope> scopes = new ArrayList<>();
    days.installation().ifPresent(_ -> scopes.add(new DayScope.Installation()));
    if (days.user().isPresent()) {
      tx.tasks()
          .find(wish.caller().task())
          .ifPresent(task -> scopes.add(new DayScope.OfUser(task.spec().owner())));
    }
    return scopes;
  }

  private long left(Tx tx, DayScope scope, Instant now) {
    return days.of(scope).orElseThrow() - tx.budgets().used(BudgetDay.of(now), scope).microUsd();
  }

  /**
   * Settles calls that a server which lives no more reserved and did not settle: their usage is
   * unknown, so they count in full. Another live server's calls are its own. Called at start, and
   * from time to time, since another server may die later.
   */
  public int settleLeftovers() {
    return database.write(
        tx -> {
          int count = 0;
          for (ModelCall call : tx.budgets().leftovers(node, tx.installation().databaseTime())) {
            settle(tx, call, inFull(call));
            count++;
          }
          return count;
        });
  }

  private Settlement inFull(ModelCall call) {
    return new Settlement(0, 0, call.reservedMicroUsd(), true, time.now());
  }

  private static void settle(Tx tx, ModelCall call, Settlement settlement) {
    tx.budgets().settle(call.task(), call.id(), settlement);
  }

  /** Money that is set aside for one call. Settled once; later settlements change nothing. */
  final class Reservation {
    private final ModelCall call;
    private final PriceTable.Price price;
    private final int outputCap;
    private final AtomicBoolean settled = new AtomicBoolean();

    private Reservation(ModelCall call, PriceTable.Price price, int outputCap) {
      this.call = call;
      this.price = price;
      this.outputCap = outputCap;
    }

    /** The most that the model may answer. */
    int outputCap() {
      return outputCap;
    }

    /** The provider counted. What it counted is what is owed, even above the bound. */
    void spend(Usage usage) {
      long cost = price.cost(usage);
      if (cost > call.reservedMicroUsd()) {
        LOG.warn(
            "call {} of task {} cost {} micro-dollars, more than the bound of {}",
            call.id(),
            call.task(),
            cost,
            call.reservedMicroUsd());
      }
      settle(new Settlement(usage.totalInput(), usage.output(), cost, false, time.now()));
    }

    /** Nobody was billed: the call did not reach the provider, or the provider refused it. */
    void cancel() {
      settle(new Settlement(0, 0, 0, false, time.now()));
    }

    /** The call may have been made and its usage is not known. */
    void spendInFull() {
      settle(inFull(call));
    }

    private void settle(Settlement settlement) {
      if (!settled.compareAndSet(false, true)) {
        return;
      }
      boolean written = false;
      try {
        database.write(
            tx -> {
              ModelAccounts.settle(tx, call, settlement);
              return settlement;
            });
        written = true;
      } finally {
        // what could not be written may be tried again, or is a leftover of the next start
        settled.set(written);
      }
    }
  }
}
