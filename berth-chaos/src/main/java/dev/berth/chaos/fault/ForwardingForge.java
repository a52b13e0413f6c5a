package dev.berth.chaos.fault;

import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.forge.Forge;
import dev.berth.core.repo.Repository;
import java.nio.file.Path;
import java.util.Optional;

/** A forge that does what another one does; what is different is overridden. */
public abstract class ForwardingForge implements Forge {
  private final Forge real;

  protected ForwardingForge(Forge real) {
    this.real = real;
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public RepoFacts inspect(String location, Optional<String> branch) {
    return real.inspect(location, branch);
  }

  @Override
  public void fetchInto(Repository repository, Path gitDirectory) {
    real.fetchInto(repository, gitDirectory);
  }

  @Override
  public PushAnswer push(Repository repository, ForgePush push) {
    return real.push(repository, push);
  }

  @Override
  public Optional<String> branchOid(Repository repository, String branch) {
    return real.branchOid(repository, branch);
  }

  @Override
  public boolean deleteBranch(Repository repository, String branch, String expectedOid) {
    return real.deleteBranch(repository, branch, expectedOid);
  }

  @Override
  public Opened openChangeRequest(Repository repository, ChangeRequest.Draft draft) {
    return real.openChangeRequest(repository, draft);
  }

  @Override
  public Optional<ChangeRequest> findChangeRequest(
      Repository repository, String branch, String base) {
    return real.findChangeRequest(repository, branch, base);
  }
}
