package dev.berth.server;

import dev.berth.core.backend.Backend;
import dev.berth.core.blob.BlobStore;
import dev.berth.core.error.BerthException;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.forge.Forge;
import dev.berth.core.forge.Mirror;
import dev.berth.core.lease.Place;
import dev.berth.core.task.Task;
import dev.berth.engine.session.AgentCatalog;
import dev.berth.engine.workflow.Workflows;
import dev.berth.forge.git.Git;
import dev.berth.forge.local.LocalForge;
import dev.berth.forge.mirror.GitMirror;
import dev.berth.gateway.egress.Registries;
import dev.berth.gateway.registry.Binding;
import dev.berth.store.blob.FileBlobStore;
import java.nio.file.Path;
import java.util.Map;

/** Forge, mirror, backend, models and bytes: the adapters to the world. */
record Adapters(
    Place.Host place,
    Backend backend,
    Forge forge,
    Mirror mirror,
    BlobStore blobs,
    Models models,
    AgentCatalog agents,
    Workflows workflows,
    Registries registries) {

  /**
   * Makes them all.
   *
   * @param backend that was seen to work
   * @throws BerthException {@code WORKFLOW_INVALID}
   */
  static Adapters of(EngineBase base, Backend backend) {
    CommandRunner runner = new HostCommandRunner(base.installed().path());
    Path data = base.data().root();
    Place.Host place = HostPlace.of(data, base.ids());
    Git git = Git.in(data, runner);
    InstalledAgents agents = new InstalledAgents(base.installed(), base.config().agents());
    Workflows workflows = Workflows.load(base.config().workflows());
    agents.require(workflows);
    Forge forge = base.wrapping().forge(new LocalForge(git, data, base.database(), base.time()));
    return new Adapters(
        place,
        backend,
        forge,
        base.wrapping().mirror(new GitMirror(git, data, Map.of(forge.name(), forge))),
        new FileBlobStore(data, base.time()),
        Models.of(
            base.config().models(),
            new EnvironmentSecrets(base.installed().environment()),
            base.time()),
        agents,
        workflows,
        Registries.builtIn()
            .withPrivate(base.config().egress().registries().stream().map(Binding::name).toList()));
  }

  /** Whether a task's agent reads directives. */
  boolean isNudgeable(Task task) {
    return workflows
        .find(task.spec().workflow())
        .flatMap(workflow -> agents.find(workflow.agent()))
        .filter(agent -> agent.kind() == AgentCatalog.Kind.AWARE)
        .isPresent();
  }
}
