package dev.berth.testkit.forge;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.forge.Forge;
import dev.berth.core.repo.Repository;
import dev.berth.core.time.Time;
import dev.berth.testkit.fault.Faults;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A forge with one repository: each branch is a list of commits, oldest first. Thread-safe. */
public final class FakeForge implements Forge {
  private final Time time;
  private final Faults faults;
  private final Map<String, List<String>> branches = new LinkedHashMap<>();
  private final List<ChangeRequest> changeRequests = new ArrayList<>();
  private int commits;

  public FakeForge(Time time, Faults faults) {
    this.time = time;
    this.faults = faults;
    branches.put("main", new ArrayList<>(List.of(oid())));
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public RepoFacts inspect(String location, Optional<String> branch) {
    return faults.call("forge.inspect", () -> facts(branch));
  }

  @Override
  public void fetchInto(Repository repository, Path gitDirectory) {
    throw new UnsupportedOperationException("the fake forge speaks no git");
  }

  @Override
  public PushAnswer push(Repository repository, ForgePush push) {
    throw new UnsupportedOperationException("the fake forge speaks no git");
  }

  @Override
  public Optional<String> branchOid(Repository repository, String branch) {
    return faults.call("forge.branchOid", () -> tip(branch));
  }

  @Override
  public boolean deleteBranch(Repository repository, String branch, String expectedOid) {
    return faults.call("forge.deleteBranch", () -> delete(branch, expectedOid));
  }

  @Override
  public Opened openChangeRequest(Repository repository, ChangeRequest.Draft draft) {
    return faults.call("forge.openChangeRequest", () -> open(repository, draft));
  }

  @Override
  public Optional<ChangeRequest> findChangeRequest(
      Repository repository, String branch, String base) {
    return faults.call("forge.findChangeRequest", () -> find(branch, base));
  }

  /** Pushes so many commits on a branch, which starts at main; answers its new tip. */
  public synchronized String push(String branch, int count) {
    List<String> line = branches.computeIfAbsent(branch, b -> new ArrayList<>(commitsOf("main")));
    for (int i = 0; i < count; i++) {
      line.add(oid());
    }
    return line.getLast();
  }

  /** Removes all commits. */
  public synchronized void empty() {
    branches.clear();
  }

  public synchronized List<ChangeRequest> changeRequests() {
    return List.copyOf(changeRequests);
  }

  public synchronized List<String> branches() {
    return List.copyOf(branches.keySet());
  }

  synchronized Optional<String> tip(String branch) {
    return Optional.ofNullable(branches.get(branch)).map(List::getLast);
  }

  synchronized int beyond(String base, String head) {
    for (List<String> line : branches.values()) {
      int at = line.indexOf(head);
      if (at >= 0) {
        return at - line.indexOf(base);
      }
    }
    throw new BerthException(ErrorCode.GIT_FAILED, "no such commit");
  }

  private synchronized RepoFacts facts(Optional<String> branch) {
    if (branch.isPresent()) {
      String tip =
          tip(branch.get())
              .orElseThrow(
                  () -> new BerthException(ErrorCode.BRANCH_NOT_FOUND, "no " + branch.get()));
      return new RepoFacts("fake:repository", branch.get(), tip);
    }
    String tip =
        tip("main")
            .orElseThrow(() -> new BerthException(ErrorCode.REPO_EMPTY, "there is no commit"));
    return new RepoFacts("fake:repository", "main", tip);
  }

  private synchronized boolean delete(String branch, String expected) {
    Optional<String> tip = tip(branch);
    if (tip.isPresent() && tip.get().equals(expected)) {
      branches.remove(branch);
    }
    return !branches.containsKey(branch);
  }

  private synchronized Opened open(Repository repository, ChangeRequest.Draft draft) {
    Instant now = time.now();
    Optional<ChangeRequest> old = find(draft.branch(), draft.base());
    ChangeRequest changeRequest =
        new ChangeRequest(
            repository.id(),
            old.map(ChangeRequest::number).orElse(changeRequests.size() + 1L),
            draft.task(),
            draft.title(),
            draft.body(),
            draft.branch(),
            draft.base(),
            draft.baseOid(),
            draft.headOid(),
            "fake:" + repository.name() + "/" + draft.branch(),
            draft.evidence(),
            old.map(ChangeRequest::createdAt).orElse(now),
            now);
    old.ifPresent(changeRequests::remove);
    changeRequests.add(changeRequest);
    return new Opened(changeRequest, old.isEmpty());
  }

  private synchronized Optional<ChangeRequest> find(String branch, String base) {
    return changeRequests.stream()
        .filter(c -> c.branch().equals(branch) && c.base().equals(base))
        .findFirst();
  }

  private List<String> commitsOf(String branch) {
    return Optional.ofNullable(branches.get(branch)).orElse(List.of());
  }

  private String oid() {
    return String.format("%040x", ++commits);
  }
}
