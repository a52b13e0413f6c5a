package dev.berth.gateway.egress;

import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.testkit.store.Samples;
import java.util.List;
import java.util.Optional;

/** A stored session of a repository that lets it out to some hosts. */
final class AllowedSession {
  private AllowedSession() {}

  static Session store(Tx tx, Samples samples, List<String> hosts) {
    RepoSettings none = RepoSettings.none();
    Repository repository =
        samples
            .repository(samples.repoName())
            .with(
                new RepoSettings(
                    none.workflow(),
                    none.buildCommand(),
                    none.lintCommand(),
                    none.models(),
                    none.tasks(),
                    new RepoSettings.Egress(hosts, List.of()),
                    none.protectedPaths(),
                    none.approvers(),
                    none.members(),
                    none.maxRunning()));
    tx.repos().insert(repository);
    Task task =
        samples.task(
            samples.user(), Optional.of(new TaskSpec.RepoRef(repository.id(), repository.name())));
    tx.tasks().insert(task);
    Session session = samples.session(task.id());
    tx.sessions().insert(session);
    return session;
  }
}
