package dev.berth.gateway.model;

import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.model.BudgetStore.Account;
import dev.berth.core.model.BudgetStore.ModelCall;
import dev.berth.core.model.DayLimits;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.core.secret.Secret;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.gateway.OpenGateway;
import dev.berth.gateway.client.UnixHttp;
import dev.berth.gateway.door.EgressConnections;
import dev.berth.testkit.gateway.FakeBudgetSignals;
import dev.berth.testkit.model.FakeProvider;
import dev.berth.testkit.model.ModelFormat;
import dev.berth.testkit.model.ModelReply;
import dev.berth.testkit.model.Tariff;
import dev.berth.testkit.store.Samples;
import dev.berth.testkit.time.VirtualTime;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The model gateway on a session's socket, before the fake provider, over a real database. */
final class ModelWorld implements AutoCloseable {
  static final String KEY = "sk-fake-0123456789-abcdefghijklmnopqrstuvwxyz";
  static final String OPENAI = "house-openai";
  static final String ANTHROPIC = "house-anthropic";

  /** A model of a provider that takes the newer field for the output cap. */
  static final String REASONING = "house-reasoning";

  /** A model of a provider whose key nobody configured. */
  static final String KEYLESS = "house-keyless";

  static final Providers.Patience PATIENCE =
      new Providers.Patience(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(90));

  private static final PriceTable.Price PRICE =
      new PriceTable.Price(3_000_000, 300_000, 3_750_000, 15_000_000, 8_192);

  final VirtualTime time;
  final Database database;
  final FakeProvider provider;
  final ModelAccounts accounts;
  final FakeBudgetSignals signals = new FakeBudgetSignals();
  private final Samples samples = new Samples();
  private final Providers providers;
  private final OpenGateway gateway;

  ModelWorld(
      Path directory,
      VirtualTime time,
      Ulid ids,
      Database database,
      Function<FakeProvider.Request, ModelReply> plan)
      throws IOException {
    this(directory, time, ids, database, plan, DayLimits.none());
  }

  ModelWorld(
      Path directory,
      VirtualTime time,
      Ulid ids,
      Database database,
      Function<FakeProvider.Request, ModelReply> plan,
      DayLimits days)
      throws IOException {
    this.time = time;
    this.database = database;
    provider = new FakeProvider(KEY, Tariff.of("3", "0.3", "3.75", "15"), plan);
    providers =
        new Providers(
            List.of(
                new ModelProvider.OpenAi(
                    "one",
                    List.of(OPENAI, "unpriced"),
                    provider.baseUrl(),
                    Optional.of("KEY"),
                    OutputCap.MAX_TOKENS),
                new ModelProvider.OpenAi(
                    "newer",
                    List.of(REASONING),
                    provider.baseUrl(),
                    Optional.of("KEY"),
                    OutputCap.MAX_COMPLETION_TOKENS),
                new ModelProvider.OpenAi(
                    "keyless",
                    List.of(KEYLESS),
                    provider.baseUrl(),
                    Optional.of("NOBODY_SET_IT"),
                    OutputCap.MAX_TOKENS),
                new ModelProvider.Anthropic("two", List.of(ANTHROPIC), provider.baseUrl(), "KEY")),
            name -> Optional.of(name).filter("KEY"::equals).map(_ -> new Secret(KEY)),
            PATIENCE,
            time);
    accounts = new ModelAccounts(database, time, ids, new NodeId(ids.next()), days);
    gateway =
        new OpenGateway(
            directory.resolve("run"),
            database,
            time,
            ids,
            new ModelGateway(
                    new StoredModelCallers(
                        database,
                        signals,
                        List.of(OPENAI, ANTHROPIC, REASONING, KEYLESS, "unpriced")),
                    accounts,
                    PriceTable.builtIn()
                        .with(
                            Map.of(
                                OPENAI, PRICE, ANTHROPIC, PRICE, REASONING, PRICE, KEYLESS, PRICE)),
                    providers)
                .routes(),
            new NoEgress());
  }

  /** A session with a budget. */
  OpenGateway.Client session(long budgetMicroUsd) {
    return open(budgetMicroUsd, samples::storedTask);
  }

  /** A session of a repository that may call these models only. */
  OpenGateway.Client session(long budgetMicroUsd, List<String> models) {
    return open(
        budgetMicroUsd,
        tx -> {
          Repository plain = samples.repository(samples.repoName());
          RepoSettings none = RepoSettings.none();
          Repository repository =
              plain.with(
                  new RepoSettings(
                      none.workflow(),
                      none.buildCommand(),
                      none.lintCommand(),
                      models,
                      none.tasks(),
                      none.egress(),
                      none.protectedPaths(),
                      none.approvers(),
                      none.members(),
                      none.maxRunning()));
          tx.repos().insert(repository);
          Task task =
              samples.task(
                  samples.user(),
                  Optional.of(new TaskSpec.RepoRef(repository.id(), repository.name())));
          tx.tasks().insert(task);
          return task;
        });
  }

  private OpenGateway.Client open(long budgetMicroUsd, Function<Tx, Task> task) {
    Session session =
        database.write(
            tx -> {
              Session stored = samples.session(task.apply(tx).id());
              tx.sessions().insert(stored);
              tx.budgets().open(stored.task(), budgetMicroUsd);
              return stored;
            });
    return gateway.open(session, GrantRole.AGENT);
  }

  /** One call; the clock goes on so far that no rate is passed. */
  UnixHttp.Answer call(OpenGateway.Client session, ModelFormat format, String body)
      throws IOException {
    time.advance(Duration.ofMillis(100));
    return session.call("POST", path(format), body);
  }

  static String path(ModelFormat format) {
    return switch (format) {
      case OPENAI -> "/session/model/openai/v1/chat/completions";
      case ANTHROPIC -> "/session/model/anthropic/v1/messages";
    };
  }

  /** A request's body. */
  static String body(ModelFormat format, boolean stream, String text) {
    return body(format, stream, text, body -> body);
  }

  /** A request's body, changed. */
  static String body(
      ModelFormat format, boolean stream, String text, UnaryOperator<ObjectNode> change) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("model", format == ModelFormat.OPENAI ? OPENAI : ANTHROPIC).put("stream", stream);
    body.put("max_tokens", 2_000);
    body.putArray("messages").addObject().put("role", "user").put("content", text);
    return change.apply(body).toString();
  }

  List<ModelCall> calls(TaskId task) {
    return database.read(tx -> tx.budgets().calls(task));
  }

  Account account(TaskId task) {
    return database.read(tx -> tx.budgets().find(task).orElseThrow());
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    providers.close();
    provider.close();
    database.close();
  }

  private static final class NoEgress implements EgressConnections {
    @Override
    public void serve(Grant grant, SocketChannel client) {
      throw new IllegalStateException("nobody goes out here");
    }

    @Override
    public void forget(Grant grant) {
      // there is nothing to forget
    }

    @Override
    public void recheck(Grant grant) {
      // nor to look at
    }
  }
}
