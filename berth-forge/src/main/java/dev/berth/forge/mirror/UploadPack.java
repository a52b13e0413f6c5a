package dev.berth.forge.mirror;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.forge.Mirror.FetchRequest;
import dev.berth.forge.git.Git;
import dev.berth.forge.git.Oid;
import dev.berth.forge.git.RefName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Serves a fetch from a mirror with all refs hidden but the given ones. git checks by itself, in
 * version 0, that what is wanted is reachable from what was shown; in version 2 it does not, so
 * that is checked here.
 */
final class UploadPack {
  /** Wants and haves; a client that has 100,000 commits in common sends 5 MB. */
  private static final int BODY_LIMIT = 16 << 20;

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String VERSION_2 = "version=2";
  private static final Set<String> COMMANDS = Set.of("command=ls-refs", "command=fetch");

  private final Git git;
  private final Path mirror;
  private final FetchRequest request;
  private final List<RefName> shown;
  private final boolean version2;

  UploadPack(Git git, Path mirror, FetchRequest request) {
    this.git = git;
    this.mirror = mirror;
    this.request = request;
    this.shown = request.refs().stream().sorted().map(RefName::new).toList();
    this.version2 =
        request.gitProtocol().stream()
            .flatMap(header -> Arrays.stream(header.split(":")))
            .anyMatch(VERSION_2::equals);
  }

  void serve(InputStream in, OutputStream out) throws IOException {
    if (request.advertisement()) {
      if (!version2) {
        PktLine.write(out, "# service=git-upload-pack\n");
        PktLine.flush(out);
      }
      run(InputStream.nullInputStream(), out, "--http-backend-info-refs");
      return;
    }
    byte[] body = in.readNBytes(BODY_LIMIT + 1);
    if (body.length > BODY_LIMIT) {
      throw new BerthException(
          ErrorCode.PAYLOAD_TOO_LARGE, "a fetch request has at most " + BODY_LIMIT + " bytes");
    }
    if (version2) {
      requireAllowed(body);
    }
    run(new ByteArrayInputStream(body), out);
  }

  private void run(InputStream in, OutputStream out, String... options) {
    Git.Call call =
        git.on(mirror)
            .within(LIMIT)
            .reading(in)
            .set("uploadpack.allowAnySHA1InWant=false")
            .set("uploadpack.allowFilter=false")
            .set("transfer.advertiseObjectInfo=false")
            .set("uploadpack.hideRefs=refs/");
    shown.forEach(ref -> call.set("uploadpack.hideRefs=!" + ref));
    if (version2) {
      call.protocol(VERSION_2);
    }
    List<String> args = new ArrayList<>(List.of("upload-pack", "--strict", "--stateless-rpc"));
    args.addAll(List.of(options));
    args.add(mirror.toString());
    Result result = call.stream(out, args.toArray(String[]::new));
    if (!result.ok()) {
      // The client has been told by git itself, or has gone away.
      throw new BerthException(
          ErrorCode.GIT_FAILED, "git upload-pack ended with " + result.exitCode());
    }
  }

  private void requireAllowed(byte[] body) throws IOException {
    InputStream in = new ByteArrayInputStream(body);
    Set<Oid> wants = new HashSet<>();
    for (PktLine.Packet packet = PktLine.read(in);
        !packet.endOfStream();
        packet = PktLine.read(in)) {
      String line = packet.text().orElse("").strip();
      if (line.startsWith("command=") && !COMMANDS.contains(line)) {
        throw new BerthException(ErrorCode.FORBIDDEN, "only ls-refs and fetch are served");
      }
      if (line.startsWith("want ")) {
        wants.add(oid(line.substring("want ".length())));
      }
    }
    if (!wants.isEmpty()) {
      requireShown(wants);
    }
  }

  private void requireShown(Set<Oid> wants) {
    List<String> tips =
        refs(git, mirror, request.refs()).stream().map(line -> line.split(" ")[0]).toList();
    List<String> others =
        wants.stream().map(Oid::value).filter(want -> !tips.contains(want)).toList();
    if (others.isEmpty()) {
      return;
    }
    // Tips that have moved since they were shown are ancestors of what they are now.
    StringBuilder revisions = new StringBuilder();
    others.forEach(want -> revisions.append(want).append("^{commit}\n"));
    tips.forEach(tip -> revisions.append('^').append(tip).append('\n'));
    Result beyond =
        git.on(mirror)
            .reading(revisions.toString())
            .attempt("rev-list", "--max-count=1", "--stdin");
    if (!beyond.ok() || !beyond.text().isEmpty()) {
      throw new BerthException(
          ErrorCode.FORBIDDEN, "the session was not shown a commit that it asks for");
    }
  }

  private static Oid oid(String text) {
    try {
      return new Oid(text);
    } catch (IllegalArgumentException e) {
      throw PktLine.malformed("a fetch asks for something that is not an object id");
    }
  }

  /** Refs of a mirror that are shown, with their commits: "oid ref" lines. */
  static List<String> refs(Git git, Path mirror, Set<String> names) {
    List<String> args =
        new ArrayList<>(List.of("for-each-ref", "--format=%(objectname) %(refname)", "--"));
    names.stream().sorted().map(RefName::new).forEach(ref -> args.add(ref.value()));
    return names.isEmpty() ? List.of() : git.on(mirror).run(args.toArray(String[]::new)).lines();
  }
}
