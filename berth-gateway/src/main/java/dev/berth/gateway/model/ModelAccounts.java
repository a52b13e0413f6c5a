package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.ModelCallId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.model.BudgetStore.Account;
import dev.berth.core.model.BudgetStore.ModelCall;
import dev.berth.core.model.BudgetStore.Settlement;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.time.Time;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /**
   * @param node this start of a server
   */
  public ModelAccounts(Database database, Time time, Ulid ids, NodeId node) {
    this.database = database;
    this.time = time;
    this.ids = ids;
    this.node = node;
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
   *     so that nothing more will fit
   */
  Reservation reserve(Wish wish) {
    ModelCallId id = new ModelCallId(ids.next());
    return database.write(tx -> reserve(tx, wish, id));
  }

  private Reservation reserve(Tx tx, Wish wish, ModelCallId id) {
    for (int i = 0; i < RACES; i++) {
      Plan plan = plan(tx, wish);
      ModelCall call =
          new ModelCall(
              id,
              wish.caller().task(),
              node,
              wish.model(),
              wish.priceTable(),
              plan.microUsd(),
              time.now(),
              Optional.empty());
      if (tx.budgets().reserve(wish.caller().task(), call)) {
        return new Reservation(call, wish.price(), plan.outputCap());
      }
      // another call took what was left in between; a smaller one may still fit
    }
    throw new BerthException(ErrorCode.RATE_LIMITED, "too many calls at once for one budget");
  }

  private record Plan(int outputCap, long microUsd) {}

  private static Plan plan(Tx tx, Wish wish) {
    Account account =
        tx.budgets()
            .find(wish.caller().task())
            .orElseThrow(
                () -> new BerthException(ErrorCode.SESSION_CLOSED, "the task has no budget"));
    long kept =
        wish.caller().landing() ? 0 : Math.ceilDiv(account.limitMicroUsd() * LANDING_PERCENT, 100);
    long available = account.leftMicroUsd() - kept;
    long fits = wish.price().outputThatFits(wish.inputTokens(), Math.max(0, available));
    int cap = (int) Math.min(wish.outputTokens(), Math.max(0, fits));
    long bound = wish.price().ceiling(wish.inputTokens(), cap);
    long exact = wish.exact().map(wish.price()::cost).orElse(0L);
    long amount = Math.max(bound, exact);
    if (cap < Math.min(LEAST_OUTPUT, wish.outputTokens()) || amount > available) {
      throw new BerthException(
          wish.caller().landing() ? ErrorCode.BUDGET_EXHAUSTED : ErrorCode.BUDGET_REFUSED,
          "the call may cost "
              + wish.price().ceiling(wish.inputTokens(), wish.outputTokens())
              + " micro-dollars; "
              + Math.max(0, available)
              + " of the budget are left");
    }
    return new Plan(cap, amount);
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
