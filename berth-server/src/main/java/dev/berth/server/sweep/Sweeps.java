package dev.berth.server.sweep;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.secret.Secret;
import dev.berth.core.secret.SecretStore;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.server.config.BerthConfig.SweepConfig;
import dev.berth.stacks.alert.AlertPort;
import dev.berth.stacks.alert.FileAlerts;
import dev.berth.stacks.alert.SeveralAlerts;
import dev.berth.stacks.alert.WebhookAlerts;
import dev.berth.stacks.aws.AwsCloud;
import dev.berth.stacks.inventory.Scope;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The sweeps of a server, as its configuration wants them. */
public final class Sweeps {
  private Sweeps() {}

  /**
   * Where a server's sweeps live.
   *
   * @param data directory, against which the alerts' file is resolved
   */
  public record Place(Path data, SecretStore secrets, Database database, MeterRegistry metrics) {}

  /**
   * Begins to sweep, if the configuration says so; the figures are there either way.
   *
   * @param takesWork whether this server may work on the installation now
   * @throws BerthException {@code CONFIG_INVALID} when a variable that is named is not there
   */
  public static Optional<ScheduledSweep> begin(
      SweepConfig config, Place place, Time time, BooleanSupplier takesWork) {
    SweepState state = new SweepState(place.metrics());
    if (config.mode() == SweepConfig.Mode.OFF) {
      return Optional.empty();
    }
    AlertPort alerts = alerts(config.alerts(), place.data(), place.secrets());
    return ScheduledSweep.begin(
        new ScheduledSweep.Parts(config, Sweeps::aws, place.database(), alerts, time, takesWork),
        state);
  }

  /** Nobody remembers sessions here: those that run end with their runtime. */
  private static Clouds.Opened aws(Scope scope, Time time) {
    AwsCloud cloud = AwsCloud.usual(scope, _ -> List.of(), time, new SecureRandom());
    return new Clouds.Opened(cloud.cloud(), cloud::close);
  }

  private static AlertPort alerts(SweepConfig.Alerts alerts, Path data, SecretStore secrets) {
    List<AlertPort> ports = new ArrayList<>();
    alerts.file().ifPresent(file -> ports.add(new FileAlerts(data.resolve(file))));
    alerts
        .webhookVariable()
        .ifPresent(
            variable ->
                ports.add(
                    new WebhookAlerts(
                        address(variable, secret(variable, secrets)),
                        alerts.tokenVariable().map(token -> secret(token, secrets)).orElse(null))));
    return new SeveralAlerts(ports);
  }

  private static Secret secret(String variable, SecretStore secrets) {
    return secrets
        .find(variable)
        .orElseThrow(
            () ->
                new BerthException(
                    ErrorCode.CONFIG_INVALID,
                    "sweep: the environment variable " + variable + " is empty or not there"));
  }

  private static URI address(String variable, Secret text) {
    Optional<URI> address = WebhookAlerts.address(text.reveal());
    return address.orElseThrow(
        () ->
            new BerthException(
                ErrorCode.CONFIG_INVALID,
                "sweep.alert_webhook_variable: " + variable + " holds no http or https address"));
  }
}
