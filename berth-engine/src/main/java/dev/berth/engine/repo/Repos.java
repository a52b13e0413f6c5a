package dev.berth.engine.repo;

import dev.berth.core.access.Role;
import dev.berth.core.egress.EgressStore;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Forge;
import dev.berth.core.id.RepoId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.core.repo.Repository.Provisioning;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.time.Time;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Repositories as people manage them. Thread-safe. */
public final class Repos {
  private static final int ATTEMPTS = 5;

  private final Database database;
  private final Map<String, Forge> forges;
  private final OnboardingRules rules;
  private final Jobs jobs;
  private final Time time;
  private final Ulid ids;

  /**
   * @param forges by name
   */
  public Repos(
      Database database,
      Map<String, Forge> forges,
      OnboardingRules rules,
      Jobs jobs,
      Time time,
      Ulid ids) {
    this.database = database;
    this.forges = Map.copyOf(forges);
    this.rules = rules;
    this.jobs = jobs;
    this.time = time;
    this.ids = ids;
  }

  /**
   * Who may be onboarded.
   *
   * @param allowedOwners owners; empty allows all
   * @param max active repositories at most
   */
  public record OnboardingRules(List<String> allowedOwners, int max) {
    public OnboardingRules {
      allowedOwners = List.copyOf(allowedOwners);
    }
  }

  /**
   * What is to be onboarded.
   *
   * @param defaultBranch that tasks begin from; empty: the forge's own
   */
  public record NewRepo(
      RepoName name,
      String forge,
      String location,
      Optional<String> defaultBranch,
      RepoSettings settings) {}

  /**
   * Onboards a repository: the forge is asked for it first, so that what is stored exists.
   *
   * @throws BerthException {@code ONBOARDING_REFUSED}, {@code REPO_ALREADY_ONBOARDED}, {@code
   *     REPO_UNREACHABLE}, {@code REPO_EMPTY}, {@code VALIDATION_ERROR}
   */
  public Repository onboard(UserId by, NewRepo request) {
    if (!rules.allowedOwners().isEmpty()
        && !rules.allowedOwners().contains(request.name().owner())) {
      throw new BerthException(
          ErrorCode.ONBOARDING_REFUSED,
          "the owner '" + request.name().owner() + "' is not among 'onboarding.allowed_owners'");
    }
    if (database.read(tx -> tx.repos().findActive(request.name())).isPresent()) {
      throw new BerthException(
          ErrorCode.REPO_ALREADY_ONBOARDED, request.name() + " is onboarded already");
    }
    Forge.RepoFacts facts = inspect(request.forge(), request.location(), request.defaultBranch());
    Instant now = time.now();
    Repository repository =
        new Repository(
            new RepoId(ids.next()),
            request.name(),
            by,
            request.forge(),
            facts.location(),
            facts.defaultBranch(),
            request.settings(),
            new Provisioning(Provisioning.State.READY, List.of()),
            now,
            now,
            Optional.empty(),
            0);
    return database.write(
        tx -> {
          if (tx.repos().countActive() >= rules.max()) {
            throw new BerthException(
                ErrorCode.ONBOARDING_REFUSED, "there are " + rules.max() + " repositories already");
          }
          tx.repos().insert(repository);
          List<EgressStore.Change> egress =
              EgressAudit.between(
                  RepoSettings.none().egress(), repository.settings().egress(), by, now);
          egress.forEach(change -> tx.egress().changed(repository.id(), change));
          EgressAudit.audit(tx, repository, egress);
          PolicyAudit.audit(tx, repository, RepoSettings.none(), by, now);
          return repository;
        });
  }

  /**
   * The repository of this name as the user may see it.
   *
   * @throws BerthException {@code NOT_FOUND}
   */
  public Repository show(UserId user, Role role, RepoName name) {
    return database
        .read(tx -> tx.repos().findActive(name))
        .filter(repository -> isVisible(user, role, repository))
        .orElseThrow(
            () -> new BerthException(ErrorCode.NOT_FOUND, "no repository " + name + " here"));
  }

  /** Repositories that the user may see, by name, after the given one. */
  public List<Repository> list(UserId user, Role role, Optional<RepoName> after, int limit) {
    return database.read(tx -> tx.repos().list(after, Integer.MAX_VALUE)).stream()
        .filter(repository -> isVisible(user, role, repository))
        .limit(limit)
        .toList();
  }

  /**
   * Changes settings and default branch. Running sessions keep what they started with, but for what
   * they may reach, which holds at once.
   */
  public Repository change(UserId user, Role role, RepoName name, UnaryOperator<Repository> edit) {
    return update(user, show(user, role, name).id(), edit);
  }

  /** Removes a repository: no new tasks; its history and what its tasks still hold stay. */
  public void remove(UserId user, Role role, RepoName name) {
    Instant now = time.now();
    update(user, show(user, role, name).id(), repository -> repository.removed(now));
  }

  /** Whether tasks of this user may run on the repository. */
  public static boolean isVisible(UserId user, Role role, Repository repository) {
    return role.includes(Role.OPERATOR)
        || repository.settings().members().isEmpty()
        || repository.settings().members().contains(user);
  }

  private Repository update(UserId by, RepoId id, UnaryOperator<Repository> edit) {
    Instant now = time.now();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Repository current =
          database
              .read(tx -> tx.repos().find(id))
              .filter(Repository::isActive)
              .orElseThrow(
                  () -> new BerthException(ErrorCode.NOT_FOUND, "the repository was removed"));
      Repository changed = edit.apply(current).next(now);
      if (!changed.defaultBranch().equals(current.defaultBranch())) {
        requireBranch(changed);
      }
      List<EgressStore.Change> egress =
          EgressAudit.between(current.settings().egress(), changed.settings().egress(), by, now);
      boolean stored =
          database.write(
              tx -> {
                boolean isCurrent = store(tx, changed, egress);
                if (isCurrent) {
                  PolicyAudit.audit(tx, changed, current.settings(), by, now);
                }
                return isCurrent;
              });
      if (stored) {
        EgressAudit.tell(database, changed, egress);
        return changed;
      }
    }
    throw new BerthException(ErrorCode.CONFLICT, "the repository is being changed by others");
  }

  /** Before it is stored, so that no task is the first to find out. */
  private void requireBranch(Repository changed) {
    Forge.RepoFacts facts =
        inspect(changed.forge(), changed.location(), Optional.of(changed.defaultBranch()));
    if (!facts.defaultBranch().equals(changed.defaultBranch())) {
      throw noSuchBranch("the forge has no branch " + changed.defaultBranch());
    }
  }

  private Forge.RepoFacts inspect(String forge, String location, Optional<String> branch) {
    try {
      return forge(forge).inspect(location, branch);
    } catch (BerthException e) {
      if (e.code() != ErrorCode.BRANCH_NOT_FOUND) {
        throw e;
      }
      throw noSuchBranch(e.detail());
    }
  }

  private static BerthException noSuchBranch(String detail) {
    return new BerthException(
        ErrorCode.VALIDATION_ERROR,
        detail,
        List.of(new BerthException.FieldProblem("settings.default_branch", "UNKNOWN", detail)),
        null);
  }

  /** Its limit may be higher now, so those who wait are looked at. */
  private boolean store(Tx tx, Repository changed, List<EgressStore.Change> egress) {
    boolean stored = tx.repos().update(changed);
    if (stored) {
      egress.forEach(change -> tx.egress().changed(changed.id(), change));
      EgressAudit.audit(tx, changed, egress);
      jobs.schedule(tx, JobKind.GRANT, "all", time.now());
    }
    return stored;
  }

  private Forge forge(String name) {
    Forge forge = forges.get(name);
    if (forge == null) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR,
          "no forge is called '" + name + "'",
          List.of(
              new BerthException.FieldProblem(
                  "forge", "UNKNOWN", "expected one of " + forges.keySet())),
          null);
    }
    return forge;
  }
}
