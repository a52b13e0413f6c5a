package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.task.TaskDetail;
import dev.berth.testkit.past.GitSample;
import dev.berth.testkit.server.ScratchDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A command in a sandbox of a whole server that has the session's token and nothing else, and tries
 * what it should not get: to decide gates, to be somebody else, to push past the wall. It writes
 * what it was answered into the repository.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class HostileTokenIT {
  private static final String SCRIPT =
      """
      #!/bin/sh
      cd /workspace/repo
      GATE=01ARZ3NDEKTSV4RRFFQ69G5FAV
      try() {
        name=$1; token=$2; shift 2
        code=$(curl -s -o /dev/null -m 20 -w '%{http_code}' -H "Authorization: Bearer $token" "$@")
        echo "$name $code" >> report
      }
      U=$BERTH_GATEWAY_URL; T=$OPENAI_API_KEY
      try known "$T" "$U/session/context"
      try approve "$T" -X POST "$U/session/gates/$GATE/approve"
      try decide "$T" -X PUT -d '{"decision":"allow"}' "$U/session/gates/$GATE"
      try rest "$T" -X POST -d '{}' "$U/v1/tasks/$GATE/approve"
      try pending "$T" "$U/v1/pending"
      try other "$T" "$U/session/gates/$GATE?wait=0"
      try nobody "" "$U/session/context"
      try forged "${T%?????}AAAAA" "$U/session/context"
      try escape "$T" "$U/session/../v1/pending" --path-as-is
      git -c user.name=x -c user.email=x@example.org commit -q --allow-empty -m "straight to main"
      timeout 10 git push -q origin HEAD:refs/heads/main && echo "main pushed" >> report
      timeout 10 git push -q origin HEAD:refs/heads/elsewhere && echo "elsewhere pushed" >> report
      timeout 10 git push -q origin :refs/heads/topic && echo "topic deleted" >> report
      timeout 10 git push -q --mirror origin && echo "mirror pushed" >> report
      echo "token $T" >> report
      echo 42 > answer
      """;

  @Test
  void theTokenOpensTheSessionsOwnDoorsAndNoOther() throws Exception {
    try (ScratchDirectory directory = ScratchDirectory.create("berth-hostile-")) {
      GitSample git = GitSample.in(directory.path().resolve("git"), "topic", "43\n");
      try (Served served = Served.start(directory.path(), data(directory.path()), Map.of())) {
        served.onboard("acme/shop", git.bare(), "grep -qx 42 answer", null, null);
        TaskDetail ended = served.ended(served.submit("acme/shop", "house/hostile-v1", null));
        assertThat(ended.status()).as("%s", ended.errorMessage()).isEqualTo("COMPLETED");
        Map<String, String> report = report(git.bare(), ended);

        assertThat(report).containsEntry("known", "200");
        for (String refused : List.of("approve", "decide", "rest", "pending", "other", "escape")) {
          assertThat(report.get(refused)).as(refused).isIn("400", "404", "405");
        }
        assertThat(report).containsEntry("nobody", "401").containsEntry("forged", "401");
        assertThat(report).doesNotContainKeys("main", "elsewhere", "topic", "mirror");
        assertThat(run(git.bare(), "rev-parse", "main")).isEqualTo(git.base());
        assertThat(run(git.bare(), "rev-parse", "topic")).isEqualTo(git.head());

        String token = Objects.requireNonNull(report.get("token"));
        assertThat(rest(served, "GET", "/v1/pending", token)).isEqualTo(401);
        assertThat(rest(served, "POST", "/v1/tasks/" + ended.taskId() + "/approve", token))
            .isEqualTo(401);
      }
    }
  }

  private static Path data(Path scratch) throws IOException {
    Path agents = Files.createDirectory(scratch.resolve("agents"));
    Path script = agents.resolve("hostile.sh");
    Files.writeString(script, SCRIPT);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Path workflows = Files.createDirectories(scratch.resolve("workflows/house"));
    Path examples = House.examples().resolve("workflows/house");
    Files.copy(examples.resolve("coding.md"), workflows.resolve("coding.md"));
    Files.writeString(
        workflows.resolve("hostile-v1.yaml"),
        Files.readString(examples.resolve("fix-v1.yaml"))
            .replace("house/fix-v1", "house/hostile-v1")
            .replace("agent: fixer", "agent: hostile"));
    Path data = Files.createDirectory(scratch.resolve("data"));
    Files.writeString(
        data.resolve("berth.yaml"),
        """
        agents:
          hostile: {kind: command, directory: %s, command: [/opt/berth/agent/hostile.sh]}
        workflows: %s
        server: {port: 0}
        """
            .formatted(agents, workflows.getParent()));
    return data;
  }

  /** What the script was answered, by what it tried. */
  private static Map<String, String> report(Path bare, TaskDetail ended) throws Exception {
    String branch = Objects.requireNonNull(ended.branchName());
    return run(bare, "show", branch + ":report")
        .lines()
        .map(line -> line.split(" ", 2))
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
  }

  private static int rest(Served served, String method, String path, String token)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(served.server().address() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static String run(Path bare, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("git", "--git-dir", bare.toString());
    builder.command().addAll(List.of(arguments));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }
}
