package dev.berth.engine.cleanup;

import dev.berth.core.forge.Forge;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.task.Task;
import java.util.List;
import java.util.Optional;

/** Looks after branches that sessions may have pushed; deletes by ref and old commit. */
public final class BranchCustodian implements Custodian {
  private final Database database;
  private final Forge forge;

  public BranchCustodian(Database database, Forge forge) {
    this.database = database;
    this.forge = forge;
  }

  @Override
  public LeaseKind kind() {
    return LeaseKind.BRANCH;
  }

  @Override
  public Place place() {
    return Branches.place(forge.name());
  }

  @Override
  public Presence look(Lease lease) {
    if (lease.handle().isEmpty()) {
      return new Presence.Absent("the branch was never allowed to be pushed");
    }
    Branches.Named named = Branches.Named.of(lease);
    return tip(named)
        .<Presence>map(Presence.Present::new)
        .orElseGet(() -> new Presence.Absent("the forge has no branch " + named.branch()));
  }

  @Override
  public Optional<String> keeper(Lease lease) {
    if (lease.handle().isEmpty()) {
      return Optional.empty();
    }
    return tip(Branches.Named.of(lease)).flatMap(tip -> keeper(lease, tip));
  }

  /** Deletes the very commit that nobody keeps; one that came meanwhile is judged anew. */
  @Override
  public void release(Lease lease) {
    if (lease.handle().isEmpty()) {
      return;
    }
    Branches.Named named = Branches.Named.of(lease);
    tip(named)
        .filter(tip -> keeper(lease, tip).isEmpty())
        .ifPresent(tip -> forge.deleteBranch(repository(named).orElseThrow(), named.branch(), tip));
  }

  private Optional<String> keeper(Lease lease, String tip) {
    String branch = Branches.Named.of(lease).branch();
    return task(lease)
        .map(task -> BranchEnd.of(task, branch, tip))
        .orElseGet(() -> Optional.of("nobody: the task of branch " + branch + " is not known"));
  }

  private Optional<Task> task(Lease lease) {
    return switch (lease.owner()) {
      case LeaseOwner.OfSession owner ->
          database.read(tx -> tx.tasks().findBySession(owner.session()));
      case LeaseOwner.OfStack _, LeaseOwner.OfInstallation _ -> Optional.empty();
    };
  }

  /** Branches are not listed: what is pushed goes through the git door, to leased branches only. */
  @Override
  public Listing list() {
    return new Listing(false, List.of());
  }

  private Optional<String> tip(Branches.Named named) {
    return repository(named).flatMap(r -> forge.branchOid(r, named.branch()));
  }

  private Optional<Repository> repository(Branches.Named named) {
    return database.read(tx -> tx.repos().find(named.repo()));
  }
}
