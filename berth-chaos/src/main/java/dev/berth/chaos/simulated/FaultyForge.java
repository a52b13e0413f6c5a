package dev.berth.chaos.simulated;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.forge.Forge;
import dev.berth.core.repo.Repository;
import java.nio.file.Path;
import java.util.Optional;

/** A forge whose calls go wrong. */
final class FaultyForge implements Forge {
  private final Forge real;
  private final Injector injector;
  private final Books books;

  FaultyForge(Forge real, Injector injector, Books books) {
    this.real = real;
    this.injector = injector;
    this.books = books;
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public RepoFacts inspect(String location, Optional<String> branch) {
    return injector.call(
        "forge.inspect", Injector.LOOK, ErrorCode.GIT_FAILED, () -> real.inspect(location, branch));
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
    return injector.call(
        "forge.branch",
        Injector.LOOK,
        ErrorCode.GIT_FAILED,
        () -> real.branchOid(repository, branch));
  }

  @Override
  public boolean deleteBranch(Repository repository, String branch, String expectedOid) {
    return injector.call(
        "forge.delete",
        Injector.EFFECT,
        ErrorCode.GIT_FAILED,
        () -> real.deleteBranch(repository, branch, expectedOid));
  }

  @Override
  public Opened openChangeRequest(Repository repository, ChangeRequest.Draft draft) {
    return injector.call(
        "forge.request",
        Injector.EFFECT,
        ErrorCode.GIT_FAILED,
        () -> {
          Opened opened = real.openChangeRequest(repository, draft);
          if (opened.created()) {
            books.requested(draft.branch());
          }
          return opened;
        });
  }

  @Override
  public Optional<ChangeRequest> findChangeRequest(
      Repository repository, String branch, String base) {
    return injector.call(
        "forge.find",
        Injector.LOOK,
        ErrorCode.GIT_FAILED,
        () -> real.findChangeRequest(repository, branch, base));
  }
}
