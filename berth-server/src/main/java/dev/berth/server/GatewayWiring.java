package dev.berth.server;

import dev.berth.core.gate.Gates;
import dev.berth.core.repo.RepoName;
import dev.berth.core.store.Database;
import dev.berth.engine.session.BudgetWatch;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.EngineSessions;
import dev.berth.gateway.door.DoorLimits;
import dev.berth.gateway.door.GatewayDoors;
import dev.berth.gateway.door.SessionRoute;
import dev.berth.gateway.egress.EgressDoor;
import dev.berth.gateway.egress.EgressPolicies;
import dev.berth.gateway.egress.HostGates;
import dev.berth.gateway.egress.StoredEgressPolicies;
import dev.berth.gateway.egress.ToolSettings;
import dev.berth.gateway.git.GitDoor;
import dev.berth.gateway.git.GitRoutes;
import dev.berth.gateway.git.PushEvents;
import dev.berth.gateway.git.StoredGitRights;
import dev.berth.gateway.model.ModelAccounts;
import dev.berth.gateway.model.ModelGateway;
import dev.berth.gateway.model.StoredModelCallers;
import dev.berth.gateway.protocol.AgentRoutes;
import dev.berth.gateway.protocol.InitRoutes;
import dev.berth.gateway.registry.Binding;
import dev.berth.gateway.registry.RegistryDoor;
import dev.berth.gateway.registry.RegistryTools;
import dev.berth.gateway.registry.RegistryTrust;
import dev.berth.gateway.registry.RegistryUpstream;
import dev.berth.server.config.BerthConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The gateway of one node: the routes of sessions, and their way out. */
final class GatewayWiring {
  private static final long MOST_BODY = 256L << 20;

  private GatewayWiring() {}

  static GatewayDoors doors(
      EngineBase base,
      Adapters adapters,
      EngineParts parts,
      EngineSessions protocol,
      Gates gates,
      ModelAccounts accounts) {
    Database database = base.database();
    List<SessionRoute> routes = new ArrayList<>();
    routes.addAll(new InitRoutes(protocol, base.time()).routes());
    routes.addAll(new AgentRoutes(protocol, base.time()).routes());
    routes.addAll(
        new ModelGateway(
                new StoredModelCallers(
                    database,
                    new BudgetWatch(parts, adapters::isNudgeable),
                    adapters.models().names()),
                accounts,
                adapters.models().prices(),
                adapters.models().providers())
            .routes());
    routes.addAll(
        new GitRoutes(
                new GitDoor(
                    adapters.mirror(),
                    new StoredGitRights(
                        database,
                        ref -> adapters.workflows().find(ref).map(w -> w.readOnly()).orElse(true)),
                    gates,
                    GitDoor.Settings.standard(),
                    new PushEvents(database, base.time())))
            .routes());
    EgressPolicies policies =
        new StoredEgressPolicies(database, base.time(), adapters.registries());
    HostGates hosts = new HostGates(gates, base.time());
    EgressDoor egress =
        new EgressDoor(
            EgressDoor.Settings.of(
                    Set.copyOf(base.config().egress().privateHosts()),
                    // the local forge has no host; one that has adds it here
                    Models.hosts(base.config().models()))
                .within(base.config().egress().session()),
            policies,
            EgressDoor.Resolver.system(),
            hosts,
            base.time());
    routes.addAll(registries(base, policies, hosts, egress));
    return new GatewayDoors(
        new GatewayDoors.DoorSettings(
            base.data().doors(), adapters.place(), MOST_BODY, DoorLimits.standard()),
        database,
        base.time(),
        base.random(),
        routes,
        egress);
  }

  private static List<SessionRoute> registries(
      EngineBase base, EgressPolicies policies, HostGates hosts, EgressDoor egress) {
    List<Binding> bindings = base.config().egress().registries();
    if (bindings.isEmpty()) {
      return List.of();
    }
    return new RegistryDoor(
            bindings,
            policies,
            hosts,
            egress::refused,
            new RegistryUpstream(
                new EnvironmentSecrets(base.installed().environment()),
                RegistryTrust.of(base.config().process().caBundle())),
            base.time())
        .routes();
  }

  /** What tools of a session are told: of the egress door, and of the registries that are on. */
  static Map<String, String> tools(
      EngineBase base, dev.berth.engine.session.ToolSettings.Asking session) {
    List<Binding> bindings = base.config().egress().registries();
    Map<String, String> files = ToolSettings.files(trust(base));
    Optional<RepoName> repo = session.repo();
    if (bindings.isEmpty() || repo.isEmpty()) {
      return files;
    }
    Set<String> on =
        base.database().read(tx -> tx.repos().findActive(repo.get())).stream()
            .flatMap(r -> r.settings().egress().registries().stream())
            .collect(Collectors.toSet());
    return new RegistryTools(
            bindings.stream().filter(binding -> on.contains(binding.name())).toList(),
            session.token())
        .over(files);
  }

  /** Without a sandbox there is no generated trust: tools have the host's. */
  static ToolSettings.Trust trust(EngineBase base) {
    BerthConfig.ProcessBackend process = base.config().process();
    boolean isContained =
        base.config().compute().backend() == BerthConfig.BackendName.DOCKER
            || process.isolation() == BerthConfig.Isolation.SANDBOX;
    return process.caBundle().isPresent() && isContained
        ? ToolSettings.Trust.OPERATORS
        : ToolSettings.Trust.SYSTEM;
  }
}
