package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.config.DataDirectory;
import dev.berth.core.secret.Secret;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.stacks.alert.AlertPort;
import dev.berth.stacks.alert.FileAlerts;
import dev.berth.stacks.alert.SeveralAlerts;
import dev.berth.stacks.alert.WebhookAlerts;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.KnownSessions;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.ledger.file.FileLedger;
import dev.berth.stacks.simulate.SimulatedAccount;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Real accounts with a ledger in a directory, and simulated ones. */
public final class UsualAccounts implements Accounts {
  private final Clouds clouds;

  /** The way to real accounts. */
  @FunctionalInterface
  public interface Clouds {
    /**
     * The ports of an account and region, with the credentials of the environment.
     *
     * @param known runtime sessions that may still run
     * @throws dev.berth.cli.command.CliException if there is no way to it
     */
    Cloud open(Scope scope, KnownSessions known, Time time);
  }

  public UsualAccounts(Clouds clouds) {
    this.clouds = clouds;
  }

  @Override
  public Opened open(Choice choice, CliContext context) {
    if (choice.simulated().isPresent()) {
      SimulatedAccount simulated = new SimulatedAccount(choice.simulated().getAsLong());
      return new Opened(
          simulated.cloud(), simulated.ledger(), simulated.alerts(), simulated.clock());
    }
    Time time = new SystemTime();
    Cloud cloud = clouds.open(choice.expected(), known(choice.sessions()), time);
    Path ledger =
        choice.ledger().isEmpty()
            ? DataDirectory.locate(context.environment()).resolve("sweep")
            : context.workingDirectory().resolve(choice.ledger());
    return new Opened(
        cloud, new FileLedger(ledger, choice.expected(), time), alerts(choice, context), time);
  }

  private static KnownSessions known(Map<String, List<String>> sessions) {
    return runtime -> sessions.getOrDefault(runtime.id(), List.of());
  }

  private static AlertPort alerts(Choice choice, CliContext context) {
    List<AlertPort> ports = new ArrayList<>();
    if (!choice.alerting().file().isEmpty()) {
      ports.add(new FileAlerts(context.workingDirectory().resolve(choice.alerting().file())));
    }
    String webhook =
        choice.alerting().webhook().isEmpty()
            ? context.environment().getOrDefault("BERTH_ALERT_WEBHOOK", "")
            : choice.alerting().webhook();
    if (!webhook.isEmpty()) {
      @Nullable String token = context.environment().get("BERTH_ALERT_TOKEN");
      ports.add(new WebhookAlerts(address(webhook), token == null ? null : new Secret(token)));
    }
    return new SeveralAlerts(ports);
  }

  /** Without the text in its errors: it may hold a secret. */
  private static URI address(String text) {
    return WebhookAlerts.address(text)
        .orElseThrow(
            () ->
                AccountOptions.usage(
                    "the webhook's address is none", "Use an http or https address."));
  }
}
