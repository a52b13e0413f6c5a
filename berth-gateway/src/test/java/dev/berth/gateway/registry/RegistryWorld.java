package dev.berth.gateway.registry;

import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.Ulid;
import dev.berth.core.repo.RepoSettings.Egress;
import dev.berth.core.repo.Repository;
import dev.berth.core.secret.Secret;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.time.SystemTime;
import dev.berth.gateway.OpenGateway;
import dev.berth.gateway.PlayedGates;
import dev.berth.gateway.client.UnixHttp;
import dev.berth.gateway.egress.EgressDoor;
import dev.berth.gateway.egress.HostGates;
import dev.berth.gateway.egress.Registries;
import dev.berth.gateway.egress.StoredEgressPolicies;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.registry.LocalRegistry;
import dev.berth.testkit.store.Samples;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A real registry over TLS that wants a credential, behind a real gateway with one session. */
final class RegistryWorld implements AutoCloseable {
  static final String SECRET = "s3cret-of-the-operator";
  static final String AUTHORIZATION = "Bearer " + SECRET;

  private final SystemTime time = new SystemTime();
  private final SecureRandom random = new SecureRandom();
  private final Ulid ids = new Ulid(time, random);
  private final Samples samples = new Samples();
  final PlayedGates gates = new PlayedGates();
  private final Database database;
  private final OpenGateway gateway;
  private final List<Binding> bindings;
  final Path packages;
  final LocalRegistry registry;
  final Repository repository;
  final OpenGateway.Client agent;

  /**
   * @param kinds registries by name, all of them the same one in truth
   */
  RegistryWorld(Path directory, Map<String, Binding.Kind> kinds)
      throws IOException, InterruptedException, GeneralSecurityException {
    packages = Files.createDirectories(directory.resolve("packages/repo/main"));
    registry = new LocalRegistry(directory, directory.resolve("packages"));
    registry.requires(AUTHORIZATION);
    database = SqliteDatabase.open(directory.resolve("data"), ids, time, random);
    bindings = kinds.entrySet().stream().map(e -> binding(e.getKey(), e.getValue())).toList();
    var policies =
        new StoredEgressPolicies(database, time, Registries.builtIn().withPrivate(kinds.keySet()));
    HostGates hosts = new HostGates(gates, time);
    EgressDoor egress =
        new EgressDoor(
            EgressDoor.Settings.of(Set.of(), Set.of()),
            policies,
            EgressDoor.Resolver.system(),
            hosts,
            time);
    gateway =
        new OpenGateway(
            directory.resolve("run"),
            database,
            time,
            ids,
            new RegistryDoor(
                    bindings,
                    policies,
                    hosts,
                    egress::refused,
                    new RegistryUpstream(
                        name -> Optional.of(new Secret(SECRET)).filter(_ -> name.equals("TOKEN")),
                        RegistryTrust.of(Optional.of(registry.certificate()))),
                    time)
                .routes(),
            egress);
    repository = samples.repository(samples.repoName());
    agent = gateway.open(database.write(this::store), GrantRole.AGENT);
  }

  private Session store(Tx tx) {
    tx.repos().insert(repository);
    Task task =
        samples.task(
            samples.user(), Optional.of(new TaskSpec.RepoRef(repository.id(), repository.name())));
    tx.tasks().insert(task);
    Session session = samples.session(task.id());
    tx.sessions().insert(session);
    return session;
  }

  private Binding binding(String name, Binding.Kind kind) {
    return new Binding(
        name,
        kind,
        URI.create(base()),
        Set.of("GET", "HEAD"),
        Optional.of(new Binding.Credential.Bearer("TOKEN")),
        Set.of("blobs.berth.test"),
        1 << 20,
        Binding.Tools.standard());
  }

  /** Where the registry is, for those who have its credential. */
  String base() {
    return "https://localhost:" + registry.port() + "/repo/main/";
  }

  Database database() {
    return database;
  }

  /** The session may use all of them from now on. */
  void switchOn() {
    List<String> names = bindings.stream().map(Binding::name).toList();
    database.write(
        tx -> {
          Repository stored = tx.repos().find(repository.id()).orElseThrow();
          return tx.repos()
              .update(
                  stored
                      .with(stored.settings().with(new Egress(List.of(), names)))
                      .next(time.now()));
        });
  }

  UnixHttp.Answer get(String path) throws IOException {
    return agent.call("GET", "/session/registry/" + path, "");
  }

  /** The session's settings of tools, for a gateway on this port. */
  Map<String, String> tools(Map<String, String> before, int port) {
    return new RegistryTools(bindings, agent.opened().token())
        .over(before).entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> e.getValue().replace(":8090/", ":" + port + "/")));
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    database.close();
    registry.close();
  }
}
