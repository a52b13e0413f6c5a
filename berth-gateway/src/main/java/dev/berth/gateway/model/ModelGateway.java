package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.Grant;
import dev.berth.gateway.door.Access;
import dev.berth.gateway.door.CallerWatch;
import dev.berth.gateway.door.Rate;
import dev.berth.gateway.door.SessionRoute;
import dev.berth.gateway.json.StrictJson;
import dev.berth.gateway.model.Dialect.ModelRequest;
import dev.berth.gateway.model.ModelAccounts.Reservation;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sessions' way to models: each request is built anew, its upper bound is reserved before the
 * call, and what the provider counted is settled after it. Thread-safe.
 */
public final class ModelGateway {
  private static final Logger LOG = LoggerFactory.getLogger(ModelGateway.class);
  private static final int REQUEST_BYTES = 8 * 1024 * 1024;
  private static final int ANSWER_BYTES = 32 * 1024 * 1024;
  private static final int ERROR_BYTES = 64 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final StrictJson strict = new StrictJson();
  private final InputBounds bounds = new InputBounds();
  private final ModelCallers callers;
  private final ModelAccounts accounts;
  private final PriceTable prices;
  private final Providers providers;

  public ModelGateway(
      ModelCallers callers, ModelAccounts accounts, PriceTable prices, Providers providers) {
    this.callers = callers;
    this.accounts = accounts;
    this.prices = prices;
    this.providers = providers;
  }

  /** The operations, one for each dialect. */
  public List<SessionRoute> routes() {
    return List.of(
        route("openai/v1/chat/completions", new OpenAiDialect()),
        route("anthropic/v1/messages", new AnthropicDialect()));
  }

  private SessionRoute route(String path, Dialect dialect) {
    return new SessionRoute(
        HandlerType.POST,
        "/session/model/" + path,
        Access.WORKING_AGENT,
        new Rate(10, 50),
        REQUEST_BYTES,
        (grant, request) -> answer(dialect, grant, request));
  }

  private void answer(Dialect dialect, Grant grant, Context request)
      throws IOException, InterruptedException {
    try {
      call(dialect, grant, request);
    } catch (BerthException e) {
      if (e instanceof DaySpentException spent) {
        callers.dayReached(grant, spent.renews());
        request.header("Retry-After", Long.toString(accounts.secondsUntil(spent.renews())));
      }
      if (e.code() == ErrorCode.BUDGET_REFUSED) {
        callers.budgetReached(grant);
      }
      if (e.code() == ErrorCode.BUDGET_EXHAUSTED) {
        callers.budgetExhausted(grant);
      }
      request.status(status(e.code()));
      write(request, JSON.writeValueAsBytes(dialect.error(e.code().name(), e.detail())));
    }
  }

  /** To the caller a task's end is a refusal like the one before it, not a defect. */
  private static int status(ErrorCode code) {
    ErrorCode shown = code == ErrorCode.BUDGET_EXHAUSTED ? ErrorCode.BUDGET_REFUSED : code;
    return shown.category().httpStatus();
  }

  private void call(Dialect dialect, Grant grant, Context request)
      throws IOException, InterruptedException {
    byte[] body = StrictJson.bytes(request.bodyInputStream(), REQUEST_BYTES);
    ModelRequest wanted = dialect.rebuild(strict.object(body));
    ModelCallers.Caller caller = callers.of(grant);
    if (!caller.models().contains(wanted.model())) {
      throw new BerthException(
          ErrorCode.MODEL_NOT_ALLOWED,
          "this task may call " + String.join(", ", caller.models()) + " only");
    }
    Upstream upstream = providers.of(wanted.model(), dialect);
    PriceTable.Price price =
        prices
            .find(wanted.model())
            .orElseThrow(
                () ->
                    new BerthException(
                        ErrorCode.MODEL_UNPRICED, wanted.model() + " has no price here"));
    Optional<Usage> foretold = upstream.foretell(dialect, wanted);
    int cap = Math.min(wanted.outputCap().orElse(Integer.MAX_VALUE), price.maxOutputTokens());
    Reservation reservation =
        accounts.reserve(
            new ModelAccounts.Wish(
                caller,
                wanted.model(),
                price,
                prices.version(),
                Math.max(
                    bounds.bound(caller.task(), wanted),
                    foretold.map(Usage::totalInput).orElse(0L)),
                cap,
                foretold));
    Cancellation cancellation = new Cancellation();
    try (CallerWatch _ = CallerWatch.over(request, cancellation::cancel)) {
      dialect.capOutput(wanted, upstream.outputCap(), reservation.outputCap());
      new Call(dialect, wanted, caller, reservation, upstream).run(request, cancellation);
    } finally {
      // whatever went wrong between the reservation and its settlement: it may have been spent
      reservation.spendInFull();
    }
  }

  private static void write(Context request, byte[] json) {
    request.contentType("application/json").result(json);
  }

  /** One call under its reservation. */
  private final class Call {
    private final Dialect dialect;
    private final ModelRequest wanted;
    private final ModelCallers.Caller caller;
    private final Reservation reservation;
    private final Upstream upstream;
    private final Concealment concealment;

    Call(
        Dialect dialect,
        ModelRequest wanted,
        ModelCallers.Caller caller,
        Reservation reservation,
        Upstream upstream) {
      this.upstream = upstream;
      this.concealment = upstream.concealment();
      this.dialect = dialect;
      this.wanted = wanted;
      this.caller = caller;
      this.reservation = reservation;
    }

    void run(Context request, Cancellation cancellation) throws InterruptedException {
      try {
        Upstream.Answer answer = begin(cancellation);
        try (InputStream body = answer.body()) {
          if (answer.status() != 200) {
            fail(answer, body, request);
          } else if (wanted.stream()) {
            relay(body, request);
          } else {
            whole(body, request);
          }
        }
      } catch (Upstream.NotReachedException e) {
        reservation.cancel();
        throw new BerthException(ErrorCode.MODEL_UNAVAILABLE, "the provider is not reachable", e);
      } catch (IOException e) {
        LOG.info(
            "a model call of task {} {}: {}",
            caller.task(),
            cancellation.cancelled() ? "was left by its caller" : "broke off",
            e.toString());
        throw new BerthException(ErrorCode.MODEL_UNAVAILABLE, "the provider broke off", e);
      }
    }

    private Upstream.Answer begin(Cancellation cancellation)
        throws IOException, InterruptedException {
      try {
        return upstream.call(dialect, wanted, caller.task(), cancellation);
      } catch (BerthException e) {
        // nothing was sent
        reservation.cancel();
        throw e;
      }
    }

    private void fail(Upstream.Answer answer, InputStream body, Context request)
        throws IOException {
      // before its words: whether they arrive does not change the bill
      if (answer.played() || ModelFailure.isRefusal(answer.status())) {
        reservation.cancel();
      } else {
        reservation.spendInFull();
      }
      byte[] error = body.readNBytes(ERROR_BYTES);
      answer.retryAfter().ifPresent(seconds -> request.header("Retry-After", seconds));
      if (!answer.played()) {
        throw ModelFailure.of(dialect, answer.status(), error, concealment);
      }
      request.status(answer.status());
      write(request, error);
    }

    private void whole(InputStream body, Context request) throws IOException {
      byte[] bytes = body.readNBytes(ANSWER_BYTES + 1);
      if (bytes.length > ANSWER_BYTES) {
        throw new IOException("the answer is too large");
      }
      Optional<Usage> usage;
      try {
        usage = dialect.usage(JSON.readTree(bytes));
      } catch (JacksonException e) {
        throw new IOException("the answer is not JSON", e);
      }
      settle(usage);
      write(request, concealed(bytes));
    }

    private void relay(InputStream body, Context request) throws IOException {
      Dialect.StreamMeter meter = dialect.meter(wanted);
      request.status(200).contentType("text/event-stream").header("Cache-Control", "no-store");
      // Javalin's own stream does not pass flushes on: callers would wait for whole answers.
      OutputStream out = request.res().getOutputStream();
      SseReader events = new SseReader(body);
      try {
        for (var event = events.next(); event.isPresent(); event = events.next()) {
          boolean shown = meter.accept(event.get().data());
          if (meter.ended()) {
            // before the caller can see the end and ask again
            settle(meter.usage());
          }
          if (shown) {
            pass(out, concealed(event.get().bytes()));
          }
        }
      } catch (CallerGoneException e) {
        LOG.info("the caller of task {} left its stream", caller.task());
        meter.usage().ifPresent(this::counted);
        return;
      } catch (IOException e) {
        LOG.info("a stream of task {} was cut: {}", caller.task(), e.toString());
      }
      if (!meter.ended()) {
        settle(meter.usage());
        passError(out);
      }
    }

    private void passError(OutputStream out) {
      String error =
          dialect.streamError(
              ErrorCode.MODEL_UNAVAILABLE.name(), "the provider's stream broke off");
      try {
        pass(out, error.getBytes(StandardCharsets.UTF_8));
      } catch (CallerGoneException e) {
        LOG.debug("the caller of task {} left before its stream's end", caller.task());
      }
    }

    private void pass(OutputStream out, byte[] bytes) throws CallerGoneException {
      try {
        out.write(bytes);
        out.flush();
      } catch (IOException e) {
        throw new CallerGoneException(e);
      }
    }

    /** Providers have been seen to quote what they were sent. */
    private byte[] concealed(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      Concealment said = concealment.inAnswers();
      return said.finds(text) ? said.apply(text).getBytes(StandardCharsets.UTF_8) : bytes;
    }

    private void settle(Optional<Usage> usage) {
      usage.ifPresentOrElse(this::counted, reservation::spendInFull);
    }

    private void counted(Usage usage) {
      reservation.spend(usage);
      bounds.counted(caller.task(), wanted, usage);
    }
  }

  /** The session does not read its answer any more. */
  private static final class CallerGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    CallerGoneException(IOException cause) {
      super(cause);
    }
  }
}
