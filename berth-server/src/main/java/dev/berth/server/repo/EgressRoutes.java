package dev.berth.server.repo;

import dev.berth.api.http.Routes;
import dev.berth.api.repo.ChangeEgressRequest;
import dev.berth.api.repo.EgressChange;
import dev.berth.api.repo.EgressDetail;
import dev.berth.api.repo.EgressRefused;
import dev.berth.api.repo.EgressRegistry;
import dev.berth.core.access.Role;
import dev.berth.core.egress.EgressStore;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.engine.repo.Repos;
import dev.berth.engine.task.NewTask;
import dev.berth.engine.task.TaskReader;
import dev.berth.gateway.egress.EgressEdit;
import dev.berth.gateway.egress.EgressRules;
import dev.berth.gateway.egress.Registries;
import dev.berth.gateway.egress.Target;
import dev.berth.server.http.Call;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a repository's sessions may reach, what they were refused, and allowing it with a word. */
public final class EgressRoutes implements Routing.Group {
  /** Words of one request. */
  private static final int MOST_WORDS = 100;

  private final Repos repos;
  private final Database database;
  private final Registries registries;
  private final EgressEdit edit;
  private final Runnable changed;

  /**
   * @param changed is run after each change
   */
  public EgressRoutes(
      Repos repos, Database database, Registries registries, EgressEdit edit, Runnable changed) {
    this.repos = repos;
    this.database = database;
    this.registries = registries;
    this.edit = edit;
    this.changed = changed;
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.get(
                Routes.REPO_EGRESS, "Shows what sessions may reach, and what they were refused")
            .answers(200, EgressDetail.class),
        this::show);
    routing.on(
        Operation.post(
                Routes.REPO_EGRESS,
                "Allows or denies hosts and registries, for running sessions at once")
            .only(Role.OPERATOR)
            .takes(ChangeEgressRequest.class)
            .answers(200, EgressDetail.class),
        this::change);
  }

  private static RepoName name(Call call) {
    return call.path("name", name -> new RepoName(call.path("owner", owner -> owner), name));
  }

  private void show(Call call) {
    Repository repository = repos.show(call.caller().user(), call.caller().role(), name(call));
    call.answer(200, detail(call, repository));
  }

  private void change(Call call) {
    ChangeEgressRequest body = call.body(ChangeEgressRequest.class);
    List<String> allow = words(body.allow());
    List<String> deny = words(body.deny());
    if ((allow.isEmpty() && deny.isEmpty()) || allow.size() + deny.size() > MOST_WORDS) {
      String message = "name 1 to " + MOST_WORDS + " words to allow or deny";
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR,
          message,
          List.of(new FieldProblem("allow", "LENGTH", message)),
          null);
    }
    Repository repository =
        repos.change(
            call.caller().user(),
            call.caller().role(),
            name(call),
            before ->
                before.with(
                    before.settings().with(edit.apply(before.settings().egress(), allow, deny))));
    changed.run();
    call.answer(200, detail(call, repository));
  }

  private static List<String> words(@Nullable List<String> words) {
    return words == null ? List.of() : words;
  }

  private EgressDetail detail(Call call, Repository repository) {
    NewTask.Submitter caller = new NewTask.Submitter(call.caller().user(), call.caller().role());
    List<String> on = repository.settings().egress().registries();
    EgressRules rules = EgressRules.stored(repository.settings().egress(), registries);
    return database.read(
        tx ->
            new EgressDetail(
                repository.name().toString(),
                repository.settings().egress().hosts(),
                registries.names().stream().map(name -> registry(name, on)).toList(),
                tx.egress().refusals(repository.id()).stream()
                    .map(refused -> refused(tx, caller, repository, rules, refused))
                    .toList(),
                tx.egress().changes(repository.id()).stream().map(EgressRoutes::change).toList()));
  }

  private EgressRegistry registry(String name, List<String> on) {
    return new EgressRegistry(
        name,
        on.contains(name),
        registries.isPrivate(name) ? "private" : "public",
        registries.find(name).orElse(List.of()));
  }

  private EgressRefused refused(
      Tx tx,
      NewTask.Submitter caller,
      Repository repository,
      EgressRules rules,
      EgressStore.Refused refused) {
    Optional<RepoName> name = Optional.of(repository.name());
    Target target = new Target(refused.host(), refused.port());
    String entry = target.toString();
    boolean allowed =
        refused.reason().isAllowable()
            && (rules.allows(target)
                || repository.settings().egress().registries().contains(refused.host()));
    return new EgressRefused(
        refused.host(),
        refused.port(),
        refused.reason().code().name(),
        refused.reason().words(),
        refused.reason().remedy(name, entry),
        refused.reason().command(name, entry).orElse(null),
        refused.times(),
        refused.first(),
        refused.last(),
        TaskReader.isVisible(tx, caller, refused.task()) ? refused.task().value() : null,
        allowed);
  }

  private static EgressChange change(EgressStore.Change change) {
    return new EgressChange(
        change.at(),
        change.by().value(),
        change.action().name().toLowerCase(Locale.ROOT),
        change.entry());
  }
}
