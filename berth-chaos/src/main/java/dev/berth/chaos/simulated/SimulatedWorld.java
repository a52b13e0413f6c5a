package dev.berth.chaos.simulated;

import dev.berth.chaos.Plant;
import dev.berth.core.access.Role;
import dev.berth.core.error.BerthException;
import dev.berth.core.gateway.Grant;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.RepoId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.task.Task;
import dev.berth.engine.task.NewTask;
import dev.berth.engine.workflow.Workflows;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.backend.FakeBackend;
import dev.berth.testkit.backend.FakeSandbox;
import dev.berth.testkit.blob.FakeBlobs;
import dev.berth.testkit.fault.Crash;
import dev.berth.testkit.fault.Faults;
import dev.berth.testkit.forge.FakeForge;
import dev.berth.testkit.forge.FakeMirror;
import dev.berth.testkit.gateway.FakeDoors;
import dev.berth.testkit.time.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * What outlives a server: its database and jobs, sandboxes, doors, a forge; and the hand that turns
 * the clock, submits, cancels and kills. Plays the same whenever it is played with the same seed.
 * Used by one thread.
 */
final class SimulatedWorld implements AutoCloseable {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final List<String> USERS = List.of("ann", "bea", "cem", "dov");

  private final long seed;
  private final Optional<Plant> plant;
  private final VirtualTime time = new VirtualTime();
  private final Random random;
  private final Ulid ids;
  private final Ownership ownership;
  private final Books books;
  private final Injector injector = new Injector(time);
  private final SimulatedJobs jobs;
  private final FakeBlobs blobs = new FakeBlobs(time);
  private final Database database;
  private final FakeBackend backend;
  private final FakeForge forge;
  private final FakeMirror mirror;
  private final FakeDoors doors;
  private final Repository repository;
  private final Map<TaskId, Instant> submitted = new LinkedHashMap<>();
  private final Set<TaskId> open = new LinkedHashSet<>();
  private final Map<LeaseId, SimulatedAgent> agents = new HashMap<>();
  private Place place = new Place.Host("machine", "boot 0");
  private Optional<Life> life = Optional.empty();
  private final Workflows workflows = Workflows.load(Optional.empty());
  private boolean held;
  private boolean plain;
  private int boots;
  private int missingRooms;
  private int recoveries;

  SimulatedWorld(Path directory, long seed, Optional<Plant> plant) {
    this.seed = seed;
    this.plant = plant;
    this.random = new Random(seed);
    this.ids = new Ulid(time, random);
    Faults none = new Faults();
    this.jobs = new SimulatedJobs(new Random(seed + 1), this::isForgotten);
    this.database = SqliteDatabase.open(directory, ids, time, random);
    this.ownership = new Ownership(database);
    this.books = new Books(ownership);
    this.backend = new FakeBackend(time, place, none);
    this.forge = new FakeForge(time, none);
    this.mirror = new FakeMirror(forge, none);
    this.doors = new FakeDoors(database, time, place, none);
    this.repository = repository();
    database.write(
        tx -> {
          tx.repos().insert(repository);
          return true;
        });
    begin();
  }

  // What a life is wired with.

  VirtualTime time() {
    return time;
  }

  Instant now() {
    return time.now();
  }

  Random random() {
    return random;
  }

  Ulid ids() {
    return ids;
  }

  Workflows workflows() {
    return workflows;
  }

  SimulatedJobs jobs() {
    return jobs;
  }

  FakeBlobs blobs() {
    return blobs;
  }

  Place place() {
    return place;
  }

  Injector injector() {
    return injector;
  }

  /** A loop's round failed; the next one comes. */
  void noted(RuntimeException failure) {
    if (!(failure instanceof BerthException) && !(failure instanceof IllegalStateException)) {
      throw failure;
    }
  }

  // What the hand does.

  /** Submits a task; asks again with the same key until it is answered. */
  void submit() {
    String user = USERS.get(random.nextInt(USERS.size()));
    NewTask task = newTask(user);
    NewTask.IdempotencyKey key = new NewTask.IdempotencyKey(ids.next(), "0".repeat(64));
    for (int attempt = 0; attempt < 20; attempt++) {
      try {
        TaskId id = living().tasks().submit(task, Optional.of(key)).task().id();
        submitted.put(id, time.now());
        open.add(id);
        return;
      } catch (BerthException e) {
        time.advance(STEP);
      } catch (Crash e) {
        restart();
      }
    }
  }

  private NewTask newTask(String user) {
    return new NewTask(
        new NewTask.Submitter(new UserId(user), Role.USER),
        Optional.of(repository.name().toString()),
        Optional.empty(),
        Optional.empty(),
        Optional.of("Fix the rounding bug"),
        Optional.of("coding/new-task-v1"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0,
        false,
        "api");
  }

  /**
   * Lets a second pass.
   *
   * @throws CancellationException when its thread was interrupted: nobody waits for it any more
   */
  void step() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the run was ended");
    }
    try {
      living().work();
      living().supervise();
      List<FakeSandbox> running = new ArrayList<>(backend.running());
      Collections.shuffle(running, random);
      for (FakeSandbox sandbox : running) {
        agents
            .computeIfAbsent(sandbox.lease(), id -> new SimulatedAgent(this, sandbox))
            .act(living().sessions());
      }
      living().work();
    } catch (Crash e) {
      restart();
    }
    requireLeases();
    time.advance(STEP);
  }

  private void requireLeases() {
    ownership.exist("sandbox", backend.running().stream().map(FakeSandbox::lease).toList());
    ownership.exist("workspace", backend.workspaces());
    ownership.exist("doors", doors.directories());
  }

  /** Where nothing moves, the clock goes on to what comes next. */
  void skip() {
    if (backend.running().isEmpty()) {
      Instant now = time.now();
      Instant next = jobs.next().orElse(now);
      Duration gap = Duration.between(now, next).minus(STEP);
      if (gap.isPositive()) {
        time.advance(gap);
      }
    }
  }

  /** Cancels the tasks that were submitted so long ago and have not ended. */
  void cancel(Duration after) {
    Instant before = time.now().minus(after);
    for (TaskId id : List.copyOf(open)) {
      if (submitted.getOrDefault(id, before).isBefore(before) && !isOver(id)) {
        cancel(id);
      }
    }
  }

  private void cancel(TaskId id) {
    try {
      Task task = task(id);
      living()
          .tasks()
          .cancel(new NewTask.Submitter(task.spec().owner(), Role.USER), id, Optional.of("enough"));
    } catch (BerthException e) {
      noted(e);
    } catch (Crash e) {
      restart();
    }
  }

  /** The server is killed between two calls. */
  void kill() {
    injector.kill();
    restart();
  }

  /** The host is started again, and the server with it. */
  void reboot() {
    place = new Place.Host("machine", "boot " + ++boots);
    backend.reboot(place);
    doors.reboot(place);
    agents.clear();
    kill();
  }

  /** All agents do their work and nothing else. */
  void behavePlainly() {
    plain = true;
  }

  /** Sandboxes that run an agent. */
  int atWork() {
    return backend.running().size();
  }

  /** Room that was not there when it was needed. */
  void missed(int rooms) {
    missingRooms = Math.max(0, rooms);
  }

  int missingRooms() {
    return missingRooms;
  }

  /** Agents wait, or go on. */
  void hold(boolean wait) {
    held = wait;
  }

  private void restart() {
    doors.die();
    begin();
  }

  /** A life may end while it begins. */
  private void begin() {
    life = Optional.empty();
    while (life.isEmpty()) {
      injector.revive();
      try {
        life = Optional.of(new Life(this, surroundings()));
        recoveries++;
      } catch (Crash | BerthException | IllegalStateException e) {
        // Who starts servers starts it again.
        time.advance(STEP);
      }
    }
  }

  private Life living() {
    return life.orElseThrow();
  }

  private Life.Surroundings surroundings() {
    List<Custodian> custodians = new ArrayList<>();
    backend
        .custodians()
        .forEach(c -> custodians.add(new FaultyCustodian(c, injector, this::isSkipped)));
    custodians.add(new FaultyCustodian(doors.custodian(), injector, this::isSkipped));
    return new Life.Surroundings(
        new FaultyDatabase(database, injector),
        new FaultyBackend(backend, injector, books),
        custodians,
        new FaultyDoors(doors, injector, books),
        new FaultyForge(forge, injector, books),
        new FaultyMirror(mirror, injector));
  }

  // Planted defects.

  private boolean isSkipped(Lease lease) {
    return plant.filter(Plant.SKIP_RELEASE::equals).isPresent()
        && lease.kind() == LeaseKind.WORKSPACE
        && isChosen(lease.id().value());
  }

  private boolean isForgotten(String key) {
    return plant.filter(Plant.LOST_JOB::equals).isPresent() && isChosen(key);
  }

  /** One in twenty, the same each time that it is asked. */
  private boolean isChosen(String name) {
    return new Random(seed ^ name.hashCode() * 0x9E3779B97F4A7C15L).nextInt(20) == 0;
  }

  // What agents do and see.

  /** Pushes commits; that is an effect outside. */
  void push(String branch, int commits) {
    forge.push(branch, commits);
    books.made("branch " + branch);
    if (plant.filter(Plant.DOUBLE_PUSH::equals).isPresent() && isChosen(branch)) {
      forge.push(branch, commits);
    }
  }

  void exit(FakeSandbox sandbox, int code) {
    backend.exit(sandbox, code);
  }

  void vanish(FakeSandbox sandbox) {
    backend.kill(sandbox);
  }

  boolean isHeld() {
    return held;
  }

  boolean isListening(LeaseId grant) {
    return doors.listening().contains(grant);
  }

  List<Grant> grants(SessionId session) {
    return database.read(tx -> tx.grants().of(session));
  }

  Task task(SessionId session) {
    return database.read(
        tx -> tx.tasks().find(tx.sessions().find(session).orElseThrow().task()).orElseThrow());
  }

  Behaviour behaviour(TaskId task) {
    return plain ? Behaviour.PLAIN : Behaviour.of(task, seed);
  }

  // What the judge asks.

  Set<TaskId> submitted() {
    return Set.copyOf(submitted.keySet());
  }

  Task task(TaskId id) {
    return database.read(tx -> tx.tasks().find(id)).orElseThrow();
  }

  /** Whether no more tasks are under way and no more things are there than these. */
  boolean isAtRest(Left left) {
    return underWay() <= left.tasks() && things() <= left.things();
  }

  /** What is there now, and is not waited for any more. */
  Left left() {
    return new Left(underWay(), things());
  }

  /** Tasks that have not ended, and things that are there. */
  record Left(int tasks, int things) {
    static final Left NOTHING = new Left(0, 0);
  }

  private int underWay() {
    open.removeIf(this::isOver);
    return open.size();
  }

  /** Sandboxes, workspaces and doors that exist. */
  private int things() {
    return backend.running().size() + backend.workspaces().size() + doors.directories().size();
  }

  private boolean isOver(TaskId id) {
    return database
        .read(tx -> tx.tasks().find(id))
        .filter(t -> t.status().isTerminal())
        .isPresent();
  }

  /** For people who look for the cause; nothing is counted by it. */
  String explained(LeaseId name) {
    return name
        + database
            .read(tx -> tx.leases().find(name))
            .map(l -> ", by the ledger " + l.state() + " " + l.attempts() + " " + l.evidence())
            .orElse(", which the ledger does not know");
  }

  Database database() {
    return database;
  }

  FakeBackend backend() {
    return backend;
  }

  FakeForge forge() {
    return forge;
  }

  FakeMirror mirror() {
    return mirror;
  }

  FakeDoors doors() {
    return doors;
  }

  Repository repositoryOfAll() {
    return repository;
  }

  Books books() {
    return books;
  }

  Ownership ownership() {
    return ownership;
  }

  int recoveries() {
    return recoveries - 1;
  }

  private Repository repository() {
    RepoSettings none = RepoSettings.none();
    return new Repository(
        new RepoId(ids.next()),
        RepoName.parse("acme/shop"),
        new UserId("ann"),
        "local",
        "fake:repository",
        "main",
        new RepoSettings(
            Optional.empty(),
            Optional.of("./build.sh"),
            Optional.empty(),
            List.of(),
            none.tasks(),
            none.egress(),
            Optional.empty(),
            Set.of(),
            Set.of(),
            Optional.empty()),
        new Repository.Provisioning(Repository.Provisioning.State.READY, List.of()),
        time.now(),
        time.now(),
        Optional.empty(),
        1);
  }

  @Override
  public void close() {
    database.close();
  }
}
