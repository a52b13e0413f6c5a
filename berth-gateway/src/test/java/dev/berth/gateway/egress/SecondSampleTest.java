package dev.berth.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.testkit.registry.LocalRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sample that needs a package from a registry, built in a real sandbox: whatever comes in, comes
 * through the egress door.
 */
final class SecondSampleTest {
  @TempDir(factory = ShortDirectory.class)
  private Path directory;

  private Path packages;
  private LocalRegistry registry;
  private SandboxWorld world;

  @BeforeEach
  void open() throws Exception {
    packages = Files.createDirectories(directory.resolve("packages"));
    registry =
        new LocalRegistry(
            directory, packages, Path.of(System.getProperty("user.home"), ".m2", "repository"));
    world = new SandboxWorld(Files.createDirectory(directory.resolve("d")), registry);
    Files.writeString(packages.resolve("greeting.sh"), "echo hello from the registry\n");
  }

  @AfterEach
  void close() {
    world.close();
    registry.close();
  }

  private String url() {
    return "https://" + LocalRegistry.HOST + ":" + registry.port();
  }

  @Test
  void aShellBuildTakesItsDependencyWithCurlAndAPartWithGit() throws Exception {
    HostCommandRunner runner = new HostCommandRunner("/usr/bin:/bin");
    Path library = packages.resolve("library.git");
    for (List<String> line :
        List.of(
            List.of("git", "init", "-q", "--bare", "-b", "main", library.toString()),
            List.of("git", "--git-dir", library.toString(), "update-server-info"))) {
      assertThat(
              runner
                  .run(
                      Command.of(line.toArray(String[]::new))
                          .in(directory)
                          .within(Duration.ofSeconds(20)))
                  .exitCode())
          .isZero();
    }
    SandboxWorld.Ran ran =
        world.run(
            """
            set -e
            cd /workspace
            curl -sS --fail -o greeting.sh %1$s/greeting.sh
            sh greeting.sh
            git clone -q %1$s/library.git part
            test -d part/.git && echo cloned
            """
                .formatted(url()));
    assertThat(ran.err()).doesNotContain("fatal");
    assertThat(ran.out()).isEqualTo("hello from the registry\ncloned\n");
    assertThat(ran.exit()).isZero();
    assertThat(ran.denials()).isEmpty();
  }

  @Test
  void mavenBuildsWithADependencyThatOnlyTheRegistryHas() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mvn")), "Maven is not installed");
    Path plugins =
        Path.of(System.getProperty("user.home"), ".m2/repository/org/apache/maven/plugins");
    assumeTrue(
        Files.isDirectory(plugins.resolve("maven-compiler-plugin/3.14.1"))
            && Files.isDirectory(plugins.resolve("maven-resources-plugin/3.3.1")),
        "the plugins that the played registry passes on are not in ~/.m2");
    publishLibrary();
    SandboxWorld.Ran ran =
        world.run(
            """
            test ! -e ~/.m2/repository && echo nothing of the host
            mkdir -p /workspace/sample/src/main/java && cd /workspace/sample
            cat > pom.xml <<'POM'
            %s
            POM
            cat > src/main/java/Main.java <<'JAVA'
            public class Main {
              public static void main(String[] words) {
                System.out.println(com.example.Greeting.words());
              }
            }
            JAVA
            mvn -B -q compile || exit 1
            java -cp target/classes:$(find ~/.m2/repository -name 'greeting-1.0.jar') Main
            """
                .formatted(pom()));
    assertThat(ran.out())
        .as(ran.err())
        .startsWith("nothing of the host\n")
        .endsWith("a greeting from the registry\n");
    assertThat(ran.exit()).isZero();
    assertThat(registry.served()).contains("/com/example/greeting/1.0/greeting-1.0.jar");
    assertThat(ran.denials()).isEmpty();
  }

  @Test
  void whatIsNotAllowedIsToldToTheToolAndBecomesAnEvent() throws IOException {
    SandboxWorld.Ran ran =
        world.run(
            """
            curl -sS https://elsewhere.example.com/x || echo refused $?
            curl -sS https://allowed-but-private.berth.test:%1$d/greeting.sh || echo refused $?
            curl -sS https://api.anthropic.com/v1/messages || echo refused $?
            curl -sS --connect-to allowed-but-private.berth.test:%1$d:%2$s:%1$d \\
              https://allowed-but-private.berth.test:%1$d/greeting.sh || echo refused $?
            curl -sS --noproxy '*' --max-time 5 %3$s/greeting.sh || echo no other way
            git ls-remote https://elsewhere.example.com/x.git || echo refused by git
            """
                .formatted(registry.port(), LocalRegistry.HOST, url()));
    assertThat(ran.out())
        .doesNotContain("hello from the registry")
        .contains("no other way", "refused by git");
    assertThat(ran.out().lines().filter(line -> line.startsWith("refused "))).hasSize(5);
    assertThat(ran.err()).contains("403");
    List<Map<String, Object>> denials =
        ran.denials().stream().map(event -> event.metadata()).toList();
    assertThat(denials)
        .extracting(event -> event.get("host"))
        .contains(
            "elsewhere.example.com",
            "allowed-but-private.berth.test",
            "api.anthropic.com",
            LocalRegistry.HOST);
    assertThat(denials)
        .allSatisfy(
            event ->
                assertThat(event)
                    .containsEntry("code", ErrorCode.EGRESS_DENIED.name())
                    .containsKeys("reason", "remedy"));
    assertThat(denials.toString())
        .contains(
            "it has no public address",
            "it has a door of its own",
            "the TLS name differs from the host of the CONNECT",
            "it is not on the repository's egress list",
            " allow elsewhere.example.com");
  }

  private String pom() {
    return """
    <project xmlns="http://maven.apache.org/POM/4.0.0">
      <modelVersion>4.0.0</modelVersion>
      <groupId>sample</groupId><artifactId>second</artifactId><version>1</version>
      <properties>
        <maven.compiler.source>17</maven.compiler.source>
        <maven.compiler.target>17</maven.compiler.target>
        <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
      </properties>
      <repositories>
        <repository><id>central</id><url>%1$s</url></repository>
      </repositories>
      <pluginRepositories>
        <pluginRepository><id>central</id><url>%1$s</url></pluginRepository>
      </pluginRepositories>
      <dependencies>
        <dependency>
          <groupId>com.example</groupId><artifactId>greeting</artifactId><version>1.0</version>
        </dependency>
      </dependencies>
      <build><plugins>
        <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
        <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
      </plugins></build>
    </project>\
    """
        .formatted(url());
  }

  /** A library that no other registry has. */
  private void publishLibrary() throws IOException {
    Path source = Files.createDirectories(directory.resolve("src/com/example"));
    Files.writeString(
        source.resolve("Greeting.java"),
        """
        package com.example;

        public class Greeting {
          public static String words() {
            return "a greeting from the registry";
          }
        }
        """);
    Path classes = Files.createDirectories(directory.resolve("classes"));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "--release",
                    "17",
                    "-d",
                    classes.toString(),
                    source.resolve("Greeting.java").toString()))
        .isZero();
    Path home = Files.createDirectories(packages.resolve("com/example/greeting/1.0"));
    try (OutputStream out = Files.newOutputStream(home.resolve("greeting-1.0.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry("com/example/Greeting.class"));
      jar.write(Files.readAllBytes(classes.resolve("com/example/Greeting.class")));
    }
    Files.writeString(
        home.resolve("greeting-1.0.pom"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.example</groupId><artifactId>greeting</artifactId><version>1.0</version>
        </project>
        """);
  }
}
