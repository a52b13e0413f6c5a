package dev.berth.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.gateway.registry.Binding;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator's private registries in {@code berth.yaml}, and every mistake about them at once.
 */
final class RegistriesReaderTest {
  @TempDir Path data;

  private BerthConfig load(String yaml) throws Exception {
    Files.writeString(data.resolve("berth.yaml"), yaml);
    return ConfigLoader.load(data, Optional.empty(), Map.of(), Map.of());
  }

  private List<String> problems(String yaml) {
    return catchThrowableOfType(BerthException.class, () -> load(yaml)).problems().stream()
        .map(FieldProblem::field)
        .toList();
  }

  @Test
  void readsWhatAnOperatorSays() throws Exception {
    List<Binding> registries =
        load("""
        registries:
          corp-maven:
            type: maven
            url: https://nexus.corp.example/repository/maven-public
            user: berth
            password_variable: NEXUS_PASSWORD
            mirror_of: "*"
          corp-npm:
            type: npm
            url: http://npm.corp.example:4873/
            allow_http: true
            token_variable: NPM_TOKEN
            scope: "@acme"
            methods: [GET, HEAD, POST]
            redirect_hosts: [blobs.corp.example]
            max_bytes: 10MiB
        """)
            .egress()
            .registries();
    assertThat(registries)
        .containsExactly(
            new Binding(
                "corp-maven",
                Binding.Kind.MAVEN,
                URI.create("https://nexus.corp.example/repository/maven-public/"),
                Set.of("GET", "HEAD"),
                Optional.of(new Binding.Credential.Basic("berth", "NEXUS_PASSWORD")),
                Set.of(),
                4L << 30,
                new Binding.Tools(Optional.of("*"), Optional.empty())),
            new Binding(
                "corp-npm",
                Binding.Kind.NPM,
                URI.create("http://npm.corp.example:4873/"),
                Set.of("GET", "HEAD", "POST"),
                Optional.of(new Binding.Credential.Bearer("NPM_TOKEN")),
                Set.of("blobs.corp.example"),
                10L << 20,
                new Binding.Tools(Optional.empty(), Optional.of("@acme"))));
  }

  @Test
  void everyMistakeIsToldAtOnce() {
    assertThat(
            problems(
                """
                registries:
                  npm: {type: npm, url: https://npm.corp.example/}
                  Upper: {type: files, url: https://files.corp.example/}
                  one: {type: nuget, url: https://user@nuget.corp.example/}
                  two: {type: files, url: ftp://files.corp.example/, methods: [DELETE]}
                  three: {type: files, url: http://files.corp.example/, token_variable: T}
                  four: {type: npm, url: https://a.example/../b/, mirror_of: "*", scope: acme}
                  five: {type: files, url: https://a.example/, user: u, token_variable: T}
                  six: {type: files, url: https://a.example/, user: u, redirect_hosts: [a/b]}
                  seven: {type: files, url: https://a.example/, max_bytes: much, allow_http: maybe}
                  eight: {type: files, url: https://a.example/, password: secret}
                """))
        .containsExactlyInAnyOrder(
            "registries.npm",
            "registries.Upper",
            "registries.one.type",
            "registries.one.url",
            "registries.two.url",
            "registries.two.methods",
            "registries.three.url",
            "registries.four.url",
            "registries.four.mirror_of",
            "registries.four.scope",
            "registries.five.token_variable",
            "registries.six.user",
            "registries.six.redirect_hosts",
            "registries.seven.max_bytes",
            "registries.seven.allow_http",
            "registries.eight.password");
  }
}
