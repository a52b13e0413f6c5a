package dev.berth.server.task;

import dev.berth.api.artifact.Artifact;
import dev.berth.api.diff.Diff;
import dev.berth.api.evidence.Evidence;
import dev.berth.api.http.Headers;
import dev.berth.api.http.MediaTypes;
import dev.berth.api.http.Routes;
import dev.berth.api.log.LogChunk;
import dev.berth.api.receipt.Receipt;
import dev.berth.api.receipt.ReceiptLine;
import dev.berth.core.blob.BlobStore;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.SessionStore.OutputChunk;
import dev.berth.core.store.Database;
import dev.berth.core.task.Task;
import dev.berth.server.http.Call;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a task leaves to look at: diff, bundle, output, artifacts, evidence, receipt. */
public final class TaskEvidenceRoutes implements Routing.Group {
  private static final int DIFF_LIMIT = 4 << 20;
  private static final int LOG_CHUNKS = 200;
  private static final Set<String> STREAMS = Set.of("all", "stdout", "stderr");
  private static final long BUNDLE_LIMIT = 1L << 30;

  private final VisibleTasks reader;
  private final Mirror mirror;
  private final BlobStore blobs;
  private final EvidenceView evidence;

  public TaskEvidenceRoutes(Database database, Mirror mirror, BlobStore blobs) {
    this.reader = new VisibleTasks(database);
    this.mirror = mirror;
    this.blobs = blobs;
    this.evidence = new EvidenceView(database);
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.get(Routes.DIFF, "Shows the change a task made")
            .answers(200, Diff.class)
            .answersBytes(MediaTypes.TEXT),
        this::diff);
    routing.on(
        Operation.get(Routes.BUNDLE, "Fetches the commits of a task as a git bundle")
            .query("full", "1: a bundle that needs no commit of the receiver's")
            .answersBytes(MediaTypes.GIT_BUNDLE),
        this::bundle);
    routing.on(
        Operation.get(Routes.LOGS, "Shows what the agent's process wrote")
            .query("offset", "number of the first piece; 0 when absent")
            .query("stream", "all (when absent), stdout or stderr")
            .answers(200, LogChunk.class),
        this::logs);
    routing.on(
        Operation.get(Routes.ARTIFACTS, "Lists what a task delivered").answersMany(Artifact.class),
        this::artifacts);
    routing.on(
        Operation.get(Routes.ARTIFACT, "Fetches what a task delivered")
            .answersBytes("application/octet-stream"),
        this::artifact);
    routing.on(
        Operation.get(Routes.EVIDENCE, "Shows what speaks for a task's result")
            .answers(200, Evidence.class),
        call -> call.answer(200, evidence.of(reader.task(call))));
    routing.on(
        Operation.get(Routes.RECEIPT, "Shows what a task held and how it was given back")
            .answers(200, Receipt.class),
        this::receipt);
  }

  private void diff(Call call) {
    Task task = reader.task(call);
    Optional<Repository> repository = reader.repository(task);
    String base = task.work().baseOid().orElse("");
    String head = task.work().headOid().orElse("");
    if (repository.isEmpty() || base.isEmpty() || head.isEmpty()) {
      call.answer(
          200,
          new Diff(task.id().value(), nullable(base), nullable(head), List.of(), 0, 0, "", false));
      return;
    }
    Mirror.Diff diff = mirror.diff(repository.get(), base, head, DIFF_LIMIT);
    if (call.header("Accept").orElse("").contains(MediaTypes.TEXT)) {
      attachment(call, MediaTypes.TEXT, "task.diff")
          .result(diff.patch().getBytes(StandardCharsets.UTF_8));
      return;
    }
    call.answer(
        200,
        new Diff(
            task.id().value(),
            base,
            head,
            PatchFiles.of(diff.patch()),
            diff.added(),
            diff.removed(),
            diff.patch(),
            diff.truncated()));
  }

  private void bundle(Call call) throws IOException {
    Task task = reader.task(call);
    Repository repository =
        reader
            .repository(task)
            .orElseThrow(
                () -> new BerthException(ErrorCode.NOT_FOUND, "the task has no repository"));
    String branch = task.work().branch().orElse("");
    String base = task.work().baseOid().orElse("");
    String head = task.work().headOid().orElse("");
    if (branch.isEmpty() || base.isEmpty() || head.isEmpty()) {
      throw new BerthException(ErrorCode.NOTHING_PUSHED, "the task has pushed nothing");
    }
    // Written in full before the first byte goes out: a bundle that fails half-way must be an
    // error. On disk, since a history has any size.
    boolean full = call.query("full", text -> text.equals("1")).orElse(false);
    Path file = Files.createTempFile("berth-bundle", "");
    InputStream bytes;
    try {
      try (OutputStream out = new CappedOutput(Files.newOutputStream(file), BUNDLE_LIMIT)) {
        mirror.bundle(repository, branch, full ? List.of() : List.of(base), out);
      }
      bytes = Files.newInputStream(file);
    } finally {
      // What is open stays readable; nothing is left behind, however this ends.
      Files.delete(file);
    }
    attachment(call, MediaTypes.GIT_BUNDLE, "task.bundle")
        .header(Headers.BRANCH, "refs/heads/" + branch)
        .header(Headers.BASE_OID, base)
        .header(Headers.HEAD_OID, head)
        .result(bytes);
  }

  private void logs(Call call) {
    Task task = reader.task(call);
    long offset = call.query("offset", TaskEvidenceRoutes::offset).orElse(0L);
    String stream = call.query("stream", TaskEvidenceRoutes::stream).orElse("all");
    List<OutputChunk> chunks =
        task.session()
            .map(
                session ->
                    reader
                        .database()
                        .read(tx -> tx.sessions().output(session, offset - 1, LOG_CHUNKS)))
            .orElse(List.of());
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    chunks.stream()
        .filter(chunk -> stream.equals("all") || chunk.stream().equals(stream))
        .forEach(chunk -> text.writeBytes(chunk.bytes()));
    long next = chunks.isEmpty() ? offset : chunks.getLast().seq() + 1;
    boolean complete = task.status().isTerminal() && chunks.size() < LOG_CHUNKS;
    call.answer(
        200,
        new LogChunk(
            task.id().value(),
            stream,
            offset,
            next,
            complete,
            text.toString(StandardCharsets.UTF_8)));
  }

  private static long offset(String text) {
    long offset = Long.parseLong(text);
    if (offset < 0) {
      throw new IllegalArgumentException("0 or more");
    }
    return offset;
  }

  private static String stream(String text) {
    if (!STREAMS.contains(text)) {
      throw new IllegalArgumentException("one of all, stdout, stderr");
    }
    return text;
  }

  private void artifacts(Call call) {
    Task task = reader.task(call);
    List<Artifact> found =
        reader.database().read(tx -> tx.artifacts().list(task.id())).stream()
            .map(a -> new Artifact(a.name(), a.mediaType(), a.size(), a.sha256(), a.at()))
            .toList();
    call.answer(200, found);
  }

  private void artifact(Call call) {
    Task task = reader.task(call);
    String name = call.path("name", text -> text);
    dev.berth.core.blob.Artifact artifact =
        reader
            .database()
            .read(tx -> tx.artifacts().find(task.id(), name))
            .orElseThrow(() -> new BerthException(ErrorCode.NOT_FOUND, "no artifact of that name"));
    InputStream bytes = blobs.open(artifact.sha256());
    // Never as its own type: what an agent wrote must not run in a browser that trusts this origin.
    attachment(call, "application/octet-stream", "artifact").result(bytes);
  }

  private void receipt(Call call) {
    VisibleTasks.Whole whole = reader.whole(reader.task(call).id());
    List<ReceiptLine> lines = whole.leases().stream().map(TaskEvidenceRoutes::line).toList();
    boolean open = whole.held() > 0 || !whole.task().status().isTerminal();
    Optional<Instant> closed =
        whole.leases().stream()
            .flatMap(lease -> lease.times().settledAt().stream())
            .max(Instant::compareTo)
            .filter(at -> !open);
    call.answer(
        200,
        new Receipt(
            whole.task().id().value(),
            whole.task().session().map(id -> id.wire()).orElse(null),
            open ? "open" : "closed",
            closed.orElse(null),
            lines));
  }

  private static ReceiptLine line(Lease lease) {
    var times = lease.times();
    @Nullable Long held =
        times
            .settledAt()
            .flatMap(to -> times.heldAt().map(from -> Duration.between(from, to).toMillis()))
            .orElse(null);
    boolean handed = lease.state() == LeaseState.HANDED_OVER;
    @Nullable String evidence = lease.evidence().orElse(null);
    return new ReceiptLine(
        lease.id().value(),
        lease.kind().wire(),
        lease.id().value(),
        lease.place().text(),
        lease.state().name(),
        times.heldAt().orElse(null),
        times.settledAt().orElse(null),
        held,
        handed ? null : evidence,
        handed ? evidence : null,
        lease.attempts().count(),
        lease.attempts().lastError().orElse(null));
  }

  private static io.javalin.http.Context attachment(Call call, String type, String name) {
    return call.context()
        .contentType(type)
        .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
        .header("Content-Security-Policy", "sandbox; default-src 'none'");
  }

  private static @Nullable String nullable(String text) {
    return text.isEmpty() ? null : text;
  }
}
