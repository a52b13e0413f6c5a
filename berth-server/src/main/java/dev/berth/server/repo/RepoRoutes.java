package dev.berth.server.repo;

import dev.berth.api.envelope.Page;
import dev.berth.api.envelope.Pagination;
import dev.berth.api.http.Routes;
import dev.berth.api.repo.OnboardRepoRequest;
import dev.berth.api.repo.PatchRepoRequest;
import dev.berth.api.repo.Provisioning;
import dev.berth.api.repo.ProvisioningProblem;
import dev.berth.api.repo.RepoDetail;
import dev.berth.api.repo.RepoSettings;
import dev.berth.core.access.Role;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.engine.repo.Repos;
import dev.berth.server.http.Call;
import dev.berth.server.http.Cursors;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Onboarding, listing, changing and removing repositories. */
public final class RepoRoutes implements Routing.Group {
  private final Repos repos;
  private final SettingsMapping settings;
  private final Cursors cursors;
  private final ToLongFunction<Repository> openTasks;
  private final Runnable changed;

  /**
   * @param openTasks how many tasks of a repository have not ended
   * @param changed is run after each change of a repository
   */
  public RepoRoutes(
      Repos repos,
      SettingsMapping settings,
      Cursors cursors,
      ToLongFunction<Repository> openTasks,
      Runnable changed) {
    this.repos = repos;
    this.settings = settings;
    this.cursors = cursors;
    this.openTasks = openTasks;
    this.changed = changed;
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.post(Routes.REPOS, "Onboards a repository")
            .only(Role.OPERATOR)
            .takes(OnboardRepoRequest.class)
            .answers(201, RepoDetail.class),
        this::onboard);
    routing.on(
        Operation.get(Routes.REPOS, "Lists repositories").answersPages(RepoDetail.class),
        this::list);
    one(routing, Routes.REPO, RepoRoutes::twoSegments);
    one(routing, Routes.REPO_ONE_SEGMENT, RepoRoutes::oneSegment);
  }

  private void one(Routing routing, String path, Function<Call, RepoName> name) {
    routing.on(
        Operation.get(path, "Shows a repository").answers(200, RepoDetail.class),
        call -> show(call, name.apply(call)));
    routing.on(
        Operation.patch(path, "Changes a repository's settings")
            .only(Role.OPERATOR)
            .takes(PatchRepoRequest.class)
            .answers(200, RepoDetail.class),
        call -> change(call, name.apply(call)));
    routing.on(
        Operation.delete(path, "Removes a repository: it takes no more tasks, its history stays")
            .only(Role.OPERATOR)
            .answers(200, RepoDetail.class),
        call -> remove(call, name.apply(call)));
  }

  private void onboard(Call call) {
    OnboardRepoRequest body = call.body(OnboardRepoRequest.class);
    List<FieldProblem> problems = new ArrayList<>();
    Optional<RepoName> name = name(body.repo(), problems);
    if (body.source() == null || body.source().isBlank()) {
      problems.add(
          new FieldProblem("source", "MISSING", "say where the repository is, such as a path"));
    }
    dev.berth.core.repo.RepoSettings wanted =
        settings.apply(dev.berth.core.repo.RepoSettings.none(), body.settings(), problems);
    if (!problems.isEmpty() || name.isEmpty()) {
      throw invalid(problems);
    }
    Repository repository =
        repos.onboard(
            call.caller().user(),
            new Repos.NewRepo(
                name.get(),
                Optional.ofNullable(body.forge()).orElse("local"),
                String.valueOf(body.source()),
                Optional.ofNullable(body.settings()).map(RepoSettings::defaultBranch),
                wanted));
    call.answer(201, detail(repository));
  }

  private void list(Call call) {
    int limit = call.limit();
    Optional<RepoName> after =
        call.query("next_token", token -> RepoName.parse(cursors.open("repos", token)));
    List<Repository> found =
        repos.list(call.caller().user(), call.caller().role(), after, limit + 1);
    boolean more = found.size() > limit;
    List<Repository> page = more ? found.subList(0, limit) : found;
    String next = more ? cursors.seal("repos", page.getLast().name().toString()) : null;
    call.send(
        200, new Page<>(page.stream().map(this::detail).toList(), new Pagination(next, more)));
  }

  private void show(Call call, RepoName name) {
    call.answer(200, detail(repos.show(call.caller().user(), call.caller().role(), name)));
  }

  private void change(Call call, RepoName name) {
    PatchRepoRequest body = call.body(PatchRepoRequest.class);
    List<FieldProblem> problems = new ArrayList<>();
    settings.apply(dev.berth.core.repo.RepoSettings.none(), body.settings(), problems);
    settings.reset(dev.berth.core.repo.RepoSettings.none(), body.reset(), problems);
    if (!problems.isEmpty()) {
      throw invalid(problems);
    }
    Repository repository =
        repos.change(
            call.caller().user(),
            call.caller().role(),
            name,
            before -> edited(before, body, new ArrayList<>()));
    changed.run();
    call.answer(200, detail(repository));
  }

  private Repository edited(
      Repository repository, PatchRepoRequest body, List<FieldProblem> problems) {
    dev.berth.core.repo.RepoSettings reset =
        settings.reset(repository.settings(), body.reset(), problems);
    Repository edited = repository.with(settings.apply(reset, body.settings(), problems));
    RepoSettings wanted = body.settings();
    return wanted == null || wanted.defaultBranch() == null
        ? edited
        : edited.onBranch(wanted.defaultBranch());
  }

  private void remove(Call call, RepoName name) {
    Repository repository = repos.show(call.caller().user(), call.caller().role(), name);
    repos.remove(call.caller().user(), call.caller().role(), name);
    call.answer(200, detail(repository));
  }

  private RepoDetail detail(Repository repository) {
    return new RepoDetail(
        repository.name().toString(),
        repository.forge(),
        settings.chosen(repository),
        settings.effective(repository),
        new Provisioning(
            repository.provisioning().state().name().toLowerCase(Locale.ROOT),
            repository.provisioning().problems().stream()
                .map(problem -> new ProvisioningProblem("REPO_UNREACHABLE", problem, null))
                .toList()),
        Math.toIntExact(openTasks.applyAsLong(repository)),
        repository.createdAt(),
        repository.updatedAt());
  }

  private static RepoName twoSegments(Call call) {
    return call.path("name", name -> new RepoName(call.path("owner", owner -> owner), name));
  }

  private static RepoName oneSegment(Call call) {
    return call.path("repo", RepoName::parse);
  }

  private static Optional<RepoName> name(@Nullable String text, List<FieldProblem> problems) {
    try {
      return Optional.of(RepoName.parse(text == null ? "" : text));
    } catch (IllegalArgumentException e) {
      problems.add(new FieldProblem("repo", "FORM", String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private static BerthException invalid(List<FieldProblem> problems) {
    return new BerthException(
        ErrorCode.VALIDATION_ERROR,
        problems.size() == 1 ? problems.getFirst().message() : problems.size() + " problems",
        problems,
        null);
  }
}
