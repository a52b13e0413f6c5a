package dev.berth.server.health;

import dev.berth.api.health.Health;
import dev.berth.api.health.HealthCheck;
import dev.berth.api.http.MediaTypes;
import dev.berth.api.http.Routes;
import dev.berth.core.access.Role;
import dev.berth.core.error.BerthException;
import dev.berth.core.store.Database;
import dev.berth.server.http.Call;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/** Whether the server lives, whether it can work, and its figures. */
public final class HealthRoutes implements Routing.Group {
  private final Database database;
  private final PrometheusMeterRegistry metrics;
  private final StateMetrics state;
  private final Supplier<HealthCheck> claim;
  private final String version;
  private final String installation;

  public HealthRoutes(
      Database database,
      PrometheusMeterRegistry metrics,
      StateMetrics state,
      Supplier<HealthCheck> claim,
      String version,
      String installation) {
    this.database = database;
    this.metrics = metrics;
    this.state = state;
    this.claim = claim;
    this.version = version;
    this.installation = installation;
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.get(Routes.HEALTH_LIVE, "Whether the server lives")
            .open()
            .answers(200, Health.class),
        call -> call.answer(200, health("ok", List.of())));
    routing.on(
        Operation.get(Routes.HEALTH_READY, "Whether the server can work")
            .open()
            .answers(200, Health.class)
            .answers(503, Health.class),
        this::ready);
    routing.on(
        Operation.get(Routes.METRICS, "Figures for Prometheus")
            .only(Role.OPERATOR)
            .answersBytes(MediaTypes.TEXT),
        this::metrics);
  }

  private void ready(Call call) {
    try {
      database.read(tx -> tx.installation().databaseTime());
      HealthCheck claimed = claim.get();
      boolean good = claimed.status().equals("ok");
      call.answer(
          good ? 200 : 503,
          health(
              good ? "ok" : "failed",
              List.of(new HealthCheck("database", "ok", database.dialect(), null), claimed)));
    } catch (BerthException e) {
      HealthCheck failed =
          new HealthCheck("database", "failed", e.code().title(), e.code().remedy());
      call.answer(503, health("failed", List.of(failed)));
    }
  }

  private void metrics(Call call) {
    state.refresh();
    call.context().contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
  }

  private Health health(String status, List<HealthCheck> checks) {
    return new Health(status, version, installation, checks);
  }
}
