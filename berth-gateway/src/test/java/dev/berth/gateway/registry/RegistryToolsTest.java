package dev.berth.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.secret.Secret;
import dev.berth.gateway.client.TcpToUnix;
import dev.berth.gateway.egress.ToolSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real tools, with the settings that are generated for a session, reach a private registry. */
final class RegistryToolsTest {
  @TempDir private Path directory;
  private RegistryWorld world;
  private TcpToUnix gateway;
  private Path home;

  @BeforeEach
  void open() throws Exception {
    world =
        new RegistryWorld(
            directory,
            Map.of(
                "corp-maven", Binding.Kind.MAVEN,
                "corp-npm", Binding.Kind.NPM,
                "corp-pypi", Binding.Kind.PYPI));
    world.switchOn();
    gateway = new TcpToUnix(world.agent.socket());
    home = Files.createDirectories(directory.resolve("home"));
    for (var file :
        world.tools(ToolSettings.files(ToolSettings.Trust.SYSTEM), gateway.port()).entrySet()) {
      Path path = home.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  @AfterEach
  void close() throws IOException {
    gateway.close();
    world.close();
  }

  private CommandRunner.Result run(Path in, String... words) {
    return new HostCommandRunner("/usr/bin:/bin")
        .run(
            Command.of(words)
                .in(in)
                .with(
                    Map.of(
                        "HOME",
                        home.toString(),
                        "PATH",
                        "/usr/bin:/bin",
                        "NO_PROXY",
                        "127.0.0.1",
                        "MAVEN_OPTS",
                        "-Duser.home=" + home))
                .within(Duration.ofSeconds(60)));
  }

  @Test
  void mavenFindsAParentThatOnlyTheRegistryHas() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mvn")), "Maven is not installed");
    Path there =
        Files.createDirectories(world.packages.resolve("com/example/parent/1.0"))
            .resolve("parent-1.0.pom");
    Files.writeString(
        there,
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.example</groupId><artifactId>parent</artifactId><version>1.0</version>
          <packaging>pom</packaging>
        </project>
        """);
    Path project = Files.createDirectories(directory.resolve("project"));
    Files.writeString(
        project.resolve("pom.xml"),
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <parent>
            <groupId>com.example</groupId><artifactId>parent</artifactId><version>1.0</version>
            <relativePath/>
          </parent>
          <artifactId>child</artifactId>
          <packaging>pom</packaging>
        </project>
        """);
    CommandRunner.Result result = run(project, "mvn", "-B", "-q", "validate");
    assertThat(result.exitCode()).as(result.text() + result.errorText()).isZero();
    assertThat(world.registry.served())
        .contains("/repo/main/com/example/parent/1.0/parent-1.0.pom");
  }

  /** Only the index: packages are where a session's gateway is, and none is there on a host. */
  @Test
  void npmFindsAPackageThatOnlyTheRegistryHas() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/npm")), "npm is not installed");
    Files.writeString(
        world.packages.resolve("widgets"),
        """
        {"name":"widgets","dist-tags":{"latest":"1.0.7"},"versions":{"1.0.7":{
          "name":"widgets","version":"1.0.7",
          "dist":{"tarball":"%swidgets-1.0.7.tgz"}}}}
        """
            .formatted(world.base())
            .strip());
    CommandRunner.Result result = run(home, "npm", "view", "widgets", "version", "dist.tarball");
    assertThat(result.exitCode()).as(result.text() + result.errorText()).isZero();
    assertThat(result.text())
        .contains("1.0.7", "http://127.0.0.1:8090/session/registry/corp-npm/widgets-1.0.7.tgz");
  }

  /** Only the index, as with npm. */
  @Test
  void pipFindsAPackageThatOnlyTheRegistryHas() throws IOException {
    Optional<Path> python = python();
    assumeTrue(python.isPresent(), "no Python with pip is installed");
    Files.createDirectories(world.packages.resolve("simple/widgets"));
    Files.writeString(
        world.packages.resolve("simple/widgets/index.html"),
        "<!DOCTYPE html><html><body><a href=\"%swidgets-1.0.7-py3-none-any.whl\">widgets-1.0.7-py3-none-any.whl</a></body></html>"
            .formatted(world.base()));
    CommandRunner.Result result =
        run(home, python.get().toString(), "-m", "pip", "index", "versions", "widgets");
    assertThat(result.exitCode()).as(result.text() + result.errorText()).isZero();
    assertThat(result.text()).contains("widgets (1.0.7)");
    assertThat(world.registry.served()).anyMatch(path -> path.contains("/simple/widgets/"));
  }

  /** The real one: what a version manager puts in its place needs a home of its own. */
  private Optional<Path> python() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin");
    for (String directory : path.split(":")) {
      Path python = Path.of(directory).resolve("python3");
      if (Files.isExecutable(python)) {
        CommandRunner.Result found =
            new HostCommandRunner(path)
                .run(
                    Command.of(python.toString(), "-c", "import pip, sys; print(sys.executable)")
                        .with(Map.of("HOME", System.getProperty("user.home")))
                        .within(Duration.ofSeconds(10)));
        if (found.ok()) {
          return Optional.of(Path.of(found.text()));
        }
      }
    }
    return Optional.empty();
  }

  @Test
  void settingsOfSeveralRegistriesStandBesideEachOther() {
    Map<String, String> files =
        new RegistryTools(
                List.of(
                    binding("one", Binding.Kind.MAVEN, Optional.of("*"), Optional.empty()),
                    binding("two", Binding.Kind.MAVEN, Optional.empty(), Optional.empty()),
                    binding("three", Binding.Kind.NPM, Optional.empty(), Optional.of("@acme")),
                    binding("four", Binding.Kind.PYPI, Optional.empty(), Optional.empty()),
                    binding("five", Binding.Kind.PYPI, Optional.empty(), Optional.empty()),
                    binding("six", Binding.Kind.FILES, Optional.empty(), Optional.empty())),
                new Secret("token"))
            .over(ToolSettings.files(ToolSettings.Trust.SYSTEM));
    assertThat(files.get(".m2/settings.xml"))
        .contains(
            "<server><id>berth-one</id><username>berth</username><password>token</password>",
            "<mirror><id>berth-one</id><mirrorOf>*</mirrorOf>",
            "<id>berth-two</id><url>http://127.0.0.1:8090/session/registry/two/</url>",
            "<proxies>")
        .endsWith("</settings>\n")
        .doesNotContain("WHAT");
    assertThat(files.get(".npmrc"))
        .contains(
            "@acme:registry=http://127.0.0.1:8090/session/registry/three/\n",
            "//127.0.0.1:8090/session/registry/three/:_authToken=token\n");
    assertThat(files.get(".config/pip/pip.conf"))
        .contains(
            "index-url = http://berth:token@127.0.0.1:8090/session/registry/four/simple/\n",
            "extra-index-url =\n"
                + "    http://berth:token@127.0.0.1:8090/session/registry/five/simple/")
        .doesNotContain("proxy");
    assertThat(files.values().toString()).doesNotContain("/six/");
  }

  private static Binding binding(
      String name, Binding.Kind kind, Optional<String> mirror, Optional<String> scope) {
    return new Binding(
        name,
        kind,
        URI.create("https://nexus.example.com/" + name + "/"),
        Set.of("GET"),
        Optional.empty(),
        Set.of(),
        1,
        new Binding.Tools(mirror, scope));
  }
}
