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
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.ledger.file.FileLedger;
import dev.berth.stacks.simulate.SimulatedAccount;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
     * @throws dev.berth.cli.command.CliException if there is no way to it
     */
    Cloud open(Scope scope, Time time);
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
    Cloud cloud = clouds.open(choice.expected(), time);
    Path ledger =
        choice.ledger().isEmpty()
            ? DataDirectory.locate(context.environment()).resolve("sweep")
            : context.workingDirectory().resolve(choice.ledger());
    return new Opened(
        cloud, new FileLedger(ledger, choice.expected(), time), alerts(choice, context), time);
  }

  private static AlertPort alerts(Choice choice, CliContext context) {
    List<AlertPort> ports = new ArrayList<>();
    if (!choice.alertFile().isEmpty()) {
      ports.add(new FileAlerts(context.workingDirectory().resolve(choice.alertFile())));
    }
    if (!choice.alertWebhook().isEmpty()) {
      @Nullable String token = context.environment().get("BERTH_ALERT_TOKEN");
      ports.add(
          new WebhookAlerts(
              address(choice.alertWebhook()), token == null ? null : new Secret(token)));
    }
    return new SeveralAlerts(ports);
  }

  private static URI address(String text) {
    try {
      URI address = URI.create(text);
      if ("https".equals(address.getScheme()) || "http".equals(address.getScheme())) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the text: it may hold a secret.
      throw AccountOptions.usage("--alert-webhook is no address", "Use an http or https address.");
    }
    throw AccountOptions.usage("--alert-webhook is no address", "Use an http or https address.");
  }
}
