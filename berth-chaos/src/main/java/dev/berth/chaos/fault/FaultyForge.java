package dev.berth.chaos.fault;

import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.forge.Forge;
import dev.berth.core.repo.Repository;
import java.nio.file.Path;
import java.util.Optional;

/** A forge that cannot always do its work. Onboarding is spared: no session is there yet. */
public final class FaultyForge extends ForwardingForge {
  private final FaultyCalls calls;

  public FaultyForge(Forge real, FaultyCalls calls) {
    super(real);
    this.calls = calls;
  }

  @Override
  public void fetchInto(Repository repository, Path gitDirectory) {
    calls.run("forge.fetchInto", () -> super.fetchInto(repository, gitDirectory));
  }

  @Override
  public PushAnswer push(Repository repository, ForgePush push) {
    return calls.effect("forge.push", () -> super.push(repository, push));
  }

  @Override
  public Optional<String> branchOid(Repository repository, String branch) {
    return calls.question("forge.branchOid", () -> super.branchOid(repository, branch));
  }

  @Override
  public boolean deleteBranch(Repository repository, String branch, String expectedOid) {
    return calls.effect(
        "forge.deleteBranch", () -> super.deleteBranch(repository, branch, expectedOid));
  }

  @Override
  public Opened openChangeRequest(Repository repository, ChangeRequest.Draft draft) {
    return calls.effect(
        "forge.openChangeRequest", () -> super.openChangeRequest(repository, draft));
  }

  @Override
  public Optional<ChangeRequest> findChangeRequest(
      Repository repository, String branch, String base) {
    return calls.question(
        "forge.findChangeRequest", () -> super.findChangeRequest(repository, branch, base));
  }
}
