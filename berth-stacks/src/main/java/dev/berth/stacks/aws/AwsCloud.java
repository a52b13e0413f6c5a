package dev.berth.stacks.aws;

import dev.berth.core.time.Time;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.KnownSessions;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * The ports to one account and region of AWS. Nothing is called before a port is. Thread-safe; to
 * be closed when no port is used any more.
 */
public final class AwsCloud implements AutoCloseable {
  private final AwsClients clients;
  private final Cloud cloud;

  /**
   * The ports.
   *
   * @param known runtime sessions that somebody remembers
   * @param time turned by nobody but the clock: calls wait on it
   * @param random for pauses and request tokens; thread-safe
   */
  public AwsCloud(
      AwsSettings settings,
      AwsCredentialsProvider credentials,
      KnownSessions known,
      Time time,
      RandomGenerator random) {
    this.clients = new AwsClients(settings, credentials);
    Calls calls = new Calls(settings.limits(), time, random);
    Set<ItemType> wanted = settings.types();
    AgentTypes agents = new AgentTypes(clients.control(), calls);
    SessionTypes sessions = new SessionTypes(clients.data(), calls, agents);
    Repositories repositories = new Repositories(clients.ecr(), calls, settings);
    this.cloud =
        new Cloud(
            new AccountCalls(clients.sts(), calls, settings.scope().region()),
            new StackCalls(clients.cloudFormation(), calls, settings),
            new ByType.Sessions(
                Map.of(
                    ItemType.RUNTIME_SESSION,
                    new RuntimeSessions(clients.data(), calls, settings, known, agents.runtimes()),
                    ItemType.BROWSER_SESSION,
                    sessions.ofBrowsers(),
                    ItemType.INTERPRETER_SESSION,
                    sessions.ofInterpreters()),
                wanted),
            new ByType.Runtimes(agents.all(), wanted),
            new NetworkCalls(clients.ec2(), calls, wanted),
            new ByType.Leftovers(
                Map.of(
                    ItemType.LOG_GROUP,
                    new LogGroups(clients.logs(), calls, settings),
                    ItemType.ECR_REPOSITORY,
                    repositories,
                    ItemType.ECR_IMAGE,
                    new Images(clients.ecr(), calls, repositories),
                    ItemType.BUCKET,
                    new Buckets(clients.s3(), calls, settings),
                    ItemType.SECRET,
                    new Secrets(clients.secrets(), calls, settings)),
                wanted),
            new TagCalls(clients.ec2(), calls, wanted));
  }

  /**
   * The ports with the credentials that the SDK finds: in the environment, in the user's files, or
   * from the machine. They are looked for at the first call.
   */
  public static AwsCloud usual(
      Scope scope, KnownSessions known, Time time, RandomGenerator random) {
    AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
    return new AwsCloud(AwsSettings.standard(scope), credentials, known, time, random);
  }

  public Cloud cloud() {
    return cloud;
  }

  @Override
  public void close() {
    clients.close();
  }
}
