package dev.berth.server;

import dev.berth.api.health.HealthCheck;
import dev.berth.core.access.Role;
import dev.berth.core.backend.Backend;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.InstallationId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Place;
import dev.berth.core.secret.Secret;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.gateway.egress.EgressEdit;
import dev.berth.server.access.ApiKeyRoutes;
import dev.berth.server.access.ApiKeys;
import dev.berth.server.audit.AuditRoutes;
import dev.berth.server.config.BerthConfig;
import dev.berth.server.gate.GateRoutes;
import dev.berth.server.health.HealthRoutes;
import dev.berth.server.health.HttpMetrics;
import dev.berth.server.health.JvmMetrics;
import dev.berth.server.health.MeasuredDatabase;
import dev.berth.server.health.StateMetrics;
import dev.berth.server.http.ApiServer;
import dev.berth.server.http.Cursors;
import dev.berth.server.http.Routing;
import dev.berth.server.lease.LeaseRoutes;
import dev.berth.server.repo.EgressRoutes;
import dev.berth.server.repo.PolicyRoutes;
import dev.berth.server.repo.RepoRoutes;
import dev.berth.server.repo.SettingsMapping;
import dev.berth.server.sweep.Sweeps;
import dev.berth.server.task.TaskEventRoutes;
import dev.berth.server.task.TaskEvidenceRoutes;
import dev.berth.server.task.TaskRoutes;
import dev.berth.server.workflow.WorkflowRoutes;
import dev.berth.store.postgresql.PostgresDatabase;
import dev.berth.store.postgresql.PostgresSettings;
import dev.berth.store.sqlite.DataDirectoryLock;
import dev.berth.store.sqlite.SqliteDatabase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: one control plane over one database. Started, it serves until it is closed;
 * sessions outlive it and are found again by the next one on the same data.
 */
public final class BerthServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BerthServer.class);
  private static final UserId ADMIN = new UserId("admin");
  private static final int POSTGRES_CONNECTIONS = 16;
  private static final String CURSOR_KEY = "api.cursor_key";

  private final List<AutoCloseable> parts;
  private final ApiKeys keys;
  private final URI address;
  private final Optional<Secret> firstKey;

  private BerthServer(
      List<AutoCloseable> parts, ApiKeys keys, URI address, Optional<Secret> firstKey) {
    this.parts = parts;
    this.keys = keys;
    this.address = address;
    this.firstKey = firstKey;
  }

  /**
   * Starts a server.
   *
   * @throws BerthException with a code of category {@code SETUP} when something that it needs is
   *     missing; nothing runs then
   */
  public static BerthServer start(BerthConfig config, Installed installed) {
    return start(config, installed, Surroundings.usual());
  }

  /**
   * Starts a server on this clock.
   *
   * @param waypoints is told how far the server is, at every step between two durable ones
   * @throws BerthException as {@link #start(BerthConfig, Installed)} does
   */
  public static BerthServer start(
      BerthConfig config, Installed installed, Time time, Waypoints waypoints) {
    return start(config, installed, new Surroundings(time, waypoints, Wrapping.none()));
  }

  /**
   * Starts a server in these surroundings.
   *
   * @throws BerthException as {@link #start(BerthConfig, Installed)} does
   */
  public static BerthServer start(
      BerthConfig config, Installed installed, Surroundings surroundings) {
    List<AutoCloseable> parts = new ArrayList<>();
    try {
      return start(config, installed, surroundings, parts);
    } catch (RuntimeException e) {
      closeAll(parts);
      throw e;
    }
  }

  private static BerthServer start(
      BerthConfig config,
      Installed installed,
      Surroundings surroundings,
      List<AutoCloseable> parts) {
    Time time = surroundings.time();
    SecureRandom random = new SecureRandom();
    Ulid ids = new Ulid(time, random);
    DataDirectory data = DataDirectory.prepare(config.data());
    Preconditions.check(installed);
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    parts.add(metrics::close);
    Database database =
        new MeasuredDatabase(
            database(config, installed, data, parts, new Base(time, ids, random)), metrics);
    parts.add(database);
    // The sandbox's probe takes about as long as what comes before it is needed.
    Place.Host place = HostPlace.of(data.root(), ids);
    InstallationId installation = installation(database, ids, time);
    Backends.Base compute = new Backends.Base(config, installed, data.root(), installation, time);
    Ahead<Backend> backend = Ahead.of("berth-probe", () -> Backends.working(compute, place));
    parts.add(backend);
    NodeId node = new NodeId(ids.next());
    InstallationClaim claim =
        InstallationClaim.take(database, installation, node, place.machineId(), data.root(), time);
    parts.add(claim);
    EngineRuntime engine =
        EngineRuntime.build(
            new EngineBase(
                config,
                installed,
                data,
                database,
                node,
                time,
                ids,
                random,
                surroundings.waypoints(),
                surroundings.wrapping(),
                metrics),
            surroundings.wrapping().backend(backend.get()));
    parts.add(engine);
    ApiKeys keys = new ApiKeys(database, time, ids, random);
    TaskEventRoutes events = new TaskEventRoutes(database, engine.feed(), metrics);
    List<Routing.Group> groups =
        groups(
            config,
            engine,
            database,
            time,
            cursorKey(database, random),
            installation,
            claim,
            metrics);
    groups.add(events);
    groups.add(new ApiKeyRoutes(keys, time));
    ApiServer api =
        new ApiServer(
            keys,
            time,
            ids,
            new ApiServer.Settings(
                config.http().names(), config.http().burst(), config.http().perMinute(), version()),
            new HttpMetrics(metrics),
            groups);
    parts.add(api);
    parts.add(events);
    engine.start();
    engine.takeWork(claim.standing() instanceof InstallationClaim.Standing.Good);
    parts.add(new Loop("berth-claim", () -> follow(claim.renew(), engine), claim.interval(), time));
    Sweeps.begin(
            config.sweep(),
            new Sweeps.Place(
                data.root(), new EnvironmentSecrets(installed.environment()), database, metrics),
            time,
            () -> claim.standing() instanceof InstallationClaim.Standing.Good)
        .ifPresent(parts::add);
    int port = api.start(config.http().host(), config.http().port());
    // Only now, since nobody would ever see the key of a start that fails.
    Optional<Secret> first =
        keys.isEmpty() ? Optional.of(newAdminKey(keys, "first key")) : Optional.empty();
    URI address = URI.create("http://" + urlHost(config.http().host()) + ":" + port);
    parts.add(Ahead.of("berth-metrics", () -> new JvmMetrics(metrics)));
    log.info("installation {} node {} serves {}", installation, node, address);
    return new BerthServer(parts, keys, address, first);
  }

  private static void follow(InstallationClaim.Standing standing, EngineRuntime engine) {
    switch (standing) {
      case InstallationClaim.Standing.Good good -> engine.takeWork(true);
      case InstallationClaim.Standing.Idle idle -> {
        log.error("this server takes no work: {}. {}", idle.reason(), idle.code().remedy());
        engine.takeWork(false);
      }
    }
  }

  private static List<Routing.Group> groups(
      BerthConfig config,
      EngineRuntime engine,
      Database database,
      Time time,
      byte[] cursorKey,
      InstallationId installation,
      InstallationClaim claim,
      PrometheusMeterRegistry metrics) {
    Cursors cursors = new Cursors(cursorKey);
    SettingsMapping mapping =
        new SettingsMapping(
            new SettingsMapping.Defaults(
                "default/agent-v1",
                config.models().fallback(),
                config.limits().maxTurns(),
                config.limits().budgetMicroUsd(),
                config.limits().approvalTimeout(),
                config.limits().perRepo(),
                EngineRuntime.PROTECTED_PATHS),
            engine.registries(),
            engine.rules()::check);
    return new ArrayList<>(
        List.of(
            new TaskRoutes(engine.tasks(), engine.reader(), cursors, time),
            new TaskEvidenceRoutes(database, engine.mirror(), engine.blobs()),
            new RepoRoutes(
                engine.repos(),
                mapping,
                cursors,
                repository -> Repositories.openTasks(database, repository),
                engine::recheckEgress),
            new PolicyRoutes(engine.repos(), engine.rules()),
            new EgressRoutes(
                engine.repos(),
                database,
                engine.registries(),
                new EgressEdit(
                    engine.registries(),
                    Set.copyOf(config.egress().privateHosts()),
                    Models.hosts(config.models())),
                engine::recheckEgress),
            new WorkflowRoutes(engine.workflows()),
            new GateRoutes(engine.approvals()),
            new AuditRoutes(database, cursors),
            new LeaseRoutes(database, cursors, engine.ledgerGuard()),
            new HealthRoutes(
                database,
                metrics,
                new StateMetrics(
                    metrics,
                    database,
                    time,
                    engine::unknownJobs,
                    engine::breakers,
                    config.limits().days()),
                () -> check(claim),
                version(),
                installation.value())));
  }

  private static HealthCheck check(InstallationClaim claim) {
    return switch (claim.standing()) {
      case InstallationClaim.Standing.Good good -> new HealthCheck("claim", "ok", null, null);
      case InstallationClaim.Standing.Idle idle ->
          new HealthCheck("claim", "failed", idle.reason(), idle.code().remedy());
    };
  }

  public URI address() {
    return address;
  }

  /** The administrator's key, when this start found none; it is not shown again. */
  public Optional<Secret> firstKey() {
    return firstKey;
  }

  /** Whether a token is good here. */
  public boolean recognises(String token) {
    return keys.authenticate(token).isPresent();
  }

  /** A new key for the commands of this machine's operator. */
  public Secret newLocalKey() {
    return newAdminKey(keys, "local commands");
  }

  private static Secret newAdminKey(ApiKeys keys, String name) {
    return keys.create(ApiKeys.Wanted.unlimited(ADMIN, Role.ADMIN, name), Optional.empty())
        .secret();
  }

  @Override
  public void close() {
    closeAll(parts);
  }

  /** In reverse order of their start; a failure of one does not spare the others. */
  static void closeAll(List<AutoCloseable> parts) {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
      }
    }
    parts.clear();
  }

  private record Base(Time time, Ulid ids, SecureRandom random) {}

  private static Database database(
      BerthConfig config,
      Installed installed,
      DataDirectory data,
      List<AutoCloseable> parts,
      Base base) {
    if (config.database().url().isEmpty()) {
      return SqliteDatabase.open(data.root(), base.ids(), base.time(), base.random());
    }
    // Mirrors, blobs and workspaces are in the directory, wherever the database is.
    parts.add(DataDirectoryLock.take(data.root()));
    Optional<Secret> password =
        config
            .database()
            .passwordVariable()
            .flatMap(new EnvironmentSecrets(installed.environment())::find);
    return PostgresDatabase.open(
        new PostgresSettings(
            config.database().url().get(),
            config.database().user(),
            password,
            POSTGRES_CONNECTIONS),
        base.ids(),
        base.time(),
        base.random());
  }

  private static InstallationId installation(Database database, Ulid ids, Time time) {
    return database.write(
        tx -> {
          Optional<InstallationId> known = tx.installation().id();
          if (known.isPresent()) {
            return known.get();
          }
          InstallationId id = new InstallationId(ids.next());
          tx.installation().create(id, time.now());
          return id;
        });
  }

  private static byte[] cursorKey(Database database, SecureRandom random) {
    byte[] fresh = new byte[32];
    random.nextBytes(fresh);
    String text =
        database.write(
            tx -> {
              Optional<String> known = tx.installation().value(CURSOR_KEY);
              if (known.isEmpty()) {
                tx.installation().putValue(CURSOR_KEY, Base64.getEncoder().encodeToString(fresh));
              }
              return known.orElseGet(() -> Base64.getEncoder().encodeToString(fresh));
            });
    return Base64.getDecoder().decode(text);
  }

  private static String urlHost(String host) {
    return host.equals("0.0.0.0") ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
  }

  private static String version() {
    String built = BerthServer.class.getPackage().getImplementationVersion();
    return built == null ? "development" : built;
  }

  static BerthException unusable(String detail, Throwable cause) {
    return new BerthException(ErrorCode.DATA_DIR_UNUSABLE, detail, cause);
  }
}
