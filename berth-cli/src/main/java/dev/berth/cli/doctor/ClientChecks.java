package dev.berth.cli.doctor;

import dev.berth.api.health.Health;
import dev.berth.api.http.Routes;
import dev.berth.api.task.TaskSummary;
import dev.berth.cli.command.CliException;
import dev.berth.cli.config.ClientConfig;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.WireJson;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the client needs: a server that answers, and a token that it takes. */
final class ClientChecks {
  private final Supplier<ClientConfig> config;

  ClientChecks(Supplier<ClientConfig> config) {
    this.config = config;
  }

  List<DoctorCheck> all() {
    return List.of(
        new Check("java", this::java),
        new Check("server", () -> ask(this::server)),
        new Check("token", () -> ask(this::token)));
  }

  private record Check(String name, Supplier<Finding> how) implements DoctorCheck {
    @Override
    public Finding look() {
      return how.get();
    }
  }

  private DoctorCheck.Finding java() {
    Runtime.Version version = Runtime.version();
    return version.feature() >= 25
        ? new DoctorCheck.Finding.Good(version + ", " + System.getProperty("java.home"))
        : new DoctorCheck.Finding.Bad("Java " + version, "Install JDK 25 and set JAVA_HOME.");
  }

  private DoctorCheck.Finding ask(Function<ApiClient, DoctorCheck.Finding> question) {
    try (ApiClient api = new ApiClient(config.get(), new WireJson())) {
      return question.apply(api);
    } catch (CliException e) {
      String remedy = e.error().remedy();
      return e.error().code().equals("NO_SERVER")
          ? new DoctorCheck.Finding.Weak(e.error().message(), remedy == null ? "" : remedy)
          : new DoctorCheck.Finding.Bad(e.error().message(), remedy == null ? "" : remedy);
    }
  }

  private DoctorCheck.Finding server(ApiClient api) {
    Health health = api.get(Routes.HEALTH_LIVE, Health.class).value();
    return new DoctorCheck.Finding.Good(api.config().server() + ", version " + health.version());
  }

  private DoctorCheck.Finding token(ApiClient api) {
    api.page(Routes.TASKS + "?limit=1", TaskSummary.class);
    return new DoctorCheck.Finding.Good("accepted, from " + api.config().tokenOrigin());
  }
}
