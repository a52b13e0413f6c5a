package dev.berth.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.core.egress.EgressRefusal;
import dev.berth.core.egress.EgressStore;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.id.GateId;
import dev.berth.gateway.client.UnixHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private registries as a session sees them. */
final class RegistryDoorTest {
  @TempDir private Path directory;
  private RegistryWorld world;

  @BeforeEach
  void open() throws Exception {
    world =
        new RegistryWorld(
            directory, Map.of("corp", Binding.Kind.FILES, "corp-npm", Binding.Kind.NPM));
    Files.writeString(world.packages.resolve("greeting.sh"), "echo hello\n");
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  @Test
  void aRegistryThatIsNotSwitchedOnIsRefusedAndTellsTheCommand() throws IOException {
    UnixHttp.Answer answer = world.get("corp/greeting.sh");
    assertThat(answer.status()).isEqualTo(403);
    String command = "berth repo egress " + world.repository.name() + " allow corp";
    assertThat(answer.text()).contains("EGRESS_DENIED", command);
    List<EgressStore.Refused> rows =
        world.database().read(tx -> tx.egress().refusals(world.repository.id()));
    assertThat(rows)
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.host()).isEqualTo("corp");
              assertThat(refused.reason()).isEqualTo(EgressRefusal.BINDING_OFF);
            });
    assertThat(world.registry.heard()).isEmpty();
    world.switchOn();
    answer = world.get("corp/greeting.sh");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("echo hello\n");
    assertThat(world.get("nobody/x").status()).isEqualTo(404);
  }

  @Test
  void rulesSpeakOfTheHostThatTheRegistryStandsFor() throws IOException {
    world.switchOn();
    world.gates.askAbout(_ -> true);
    UnixHttp.Answer answer = world.get("corp/greeting.sh");
    assertThat(answer.status()).isEqualTo(403);
    GateId gate = world.gates.pending().getFirst();
    assertThat(answer.text()).contains("EGRESS_AWAITS_APPROVAL", "Gate " + gate);
    assertThat(world.gates.held().getLast().input())
        .containsEntry("host", "localhost")
        .containsKey("port");
    world.gates.approve(gate);
    assertThat(world.get("corp/greeting.sh").text()).isEqualTo("echo hello\n");
  }

  @Test
  void whatARuleForbidsIsNotAskedOfTheRegistry() throws IOException {
    world.switchOn();
    world.gates.forbid(_ -> true);
    assertThat(world.get("corp/greeting.sh").text())
        .contains("EGRESS_DENIED", "the rule says so (POLICY_DENIED no-way)");
    assertThat(world.registry.heard()).isEmpty();
  }

  @Test
  void theCredentialGoesToTheRegistryAndNowhereElse() throws IOException {
    world.switchOn();
    world.registry.redirects("/repo/main/moved", "/repo/main/greeting.sh");
    world.registry.redirects("/repo/main/out", "/repo/other/greeting.sh");
    world.registry.redirects("/repo/main/away", "https://elsewhere.berth.test/x?signature=abc");
    world.registry.redirects("/repo/main/round", "/repo/main/round");
    assertThat(world.get("corp/moved").text()).isEqualTo("echo hello\n");
    for (String path : List.of("corp/out", "corp/away", "corp/round")) {
      UnixHttp.Answer answer = world.get(path);
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.text()).contains("REGISTRY_REFUSED").doesNotContain("signature");
    }
    assertThat(world.registry.heard())
        .allMatch(line -> line.endsWith(RegistryWorld.AUTHORIZATION))
        .noneMatch(line -> line.contains("/repo/other/"));
  }

  @Test
  void whatTheRegistrySaysOfTheCredentialStaysHere() throws IOException {
    world.switchOn();
    world.registry.requires("Bearer another");
    UnixHttp.Answer answer = world.get("corp/greeting.sh");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text())
        .contains("REGISTRY_REFUSED", "answered 401")
        .doesNotContain(RegistryWorld.SECRET, "Bearer");
    assertThat(answer.headers()).doesNotContainKey("www-authenticate");
  }

  @Test
  void pathsAndMethodsAreTheOperators() throws IOException {
    world.switchOn();
    for (String path :
        List.of("corp/../corp-npm/x", "corp/%2e%2e/x", "corp/a%2fb", "corp/a;b/c", "corp/a%5cb")) {
      assertThat(world.get(path).status()).as(path).isBetween(400, 404);
    }
    assertThat(world.agent.call("PUT", "/session/registry/corp/greeting.sh", "x").status())
        .isEqualTo(403);
    assertThat(world.agent.call("DELETE", "/session/registry/corp/greeting.sh", "").status())
        .isEqualTo(400);
    assertThat(world.registry.heard()).isEmpty();
    assertThat(world.get("corp/none").status()).isEqualTo(404);
  }

  @Test
  void anIndexLeadsToTheGatewayAndLargeAnswersDoNotCome() throws IOException {
    world.switchOn();
    Files.writeString(
        world.packages.resolve("widgets.json"),
        "{\"tarball\":\"" + world.base() + "widgets-1.0.tgz\"}");
    assertThat(world.get("corp-npm/widgets.json").text())
        .isEqualTo(
            "{\"tarball\":"
                + "\"http://127.0.0.1:8090/session/registry/corp-npm/widgets-1.0.tgz\"}");
    assertThat(world.get("corp/widgets.json").text()).as("files are files").contains(world.base());
    Files.write(world.packages.resolve("large"), new byte[(1 << 20) + 1]);
    UnixHttp.Answer large = world.get("corp/large");
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.text()).contains("PAYLOAD_TOO_LARGE");
  }

  @Test
  void curlGetsAPackageThroughTheGateway() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
    world.switchOn();
    byte[] bytes = new byte[700_000];
    new SplittableRandom(1).nextBytes(bytes);
    Files.write(world.packages.resolve("package.bin"), bytes);
    Path got = directory.resolve("got");
    CommandRunner.Result result =
        new HostCommandRunner("/usr/bin:/bin")
            .run(
                Command.of(
                        "curl",
                        "-sS",
                        "--fail",
                        "--unix-socket",
                        world.agent.socket().toString(),
                        "-u",
                        "berth:" + world.agent.opened().token().reveal(),
                        "-o",
                        got.toString(),
                        "http://127.0.0.1:8090/session/registry/corp/package.bin")
                    .in(directory)
                    .within(Duration.ofSeconds(20)));
    assertThat(result.exitCode()).as(result.errorText()).isZero();
    assertThat(Files.readAllBytes(got)).isEqualTo(bytes);
  }
}
