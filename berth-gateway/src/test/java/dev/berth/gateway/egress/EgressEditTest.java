package dev.berth.gateway.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.core.repo.RepoSettings.Egress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EgressEditTest {
  private static final Egress BEFORE =
      new Egress(List.of("api.example.com", "*.example.org"), List.of("npm"));

  private final EgressEdit edit =
      new EgressEdit(Registries.builtIn(), Set.of("nexus"), Set.of("api.openai.com"));

  @Test
  void oneWordAllowsAHostASuffixOrARegistry() {
    Egress after =
        edit.apply(
            BEFORE,
            List.of("Docs.Example.COM.", "*.Example.net", "maven-central", "x.io:8443", "nexus"),
            List.of());
    assertThat(after.hosts())
        .containsExactly(
            "api.example.com",
            "*.example.org",
            "docs.example.com",
            "*.example.net",
            "x.io:8443",
            "nexus");
    assertThat(after.registries()).containsExactly("npm", "maven-central");
    assertThat(edit.apply(after, List.of("api.example.com:443", "npm"), List.of("not.there.org")))
        .as("what is so changes nothing")
        .isEqualTo(after);
    assertThat(
            edit.apply(
                after,
                List.of(),
                List.of("api.example.com", "*.example.org", "npm", "X.io:8443", "nexus")))
        .isEqualTo(
            new Egress(List.of("docs.example.com", "*.example.net"), List.of("maven-central")));
  }

  @Test
  void whatWouldStillBeAllowedIsNotDeniedInSilence() {
    assertThatThrownBy(
            () -> edit.apply(BEFORE, List.of(), List.of("a.example.org", "registry.npmjs.org")))
        .isInstanceOfSatisfying(
            BerthException.class,
            e ->
                assertThat(e.problems())
                    .extracting(p -> p.message())
                    .containsExactly(
                        "'a.example.org' would still be allowed by '*.example.org'; deny that",
                        "'registry.npmjs.org' would still be allowed by 'npm'; deny that"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://docs.example.com/a/b | leave scheme and path away, 'docs.example.com'
          docs.example.com/a           | leave scheme and path away, 'docs.example.com'
          10.0.0.1                     | is an address
          [::1]:443                    | is an address
          fd00::1                      | is an address
          docs.example.com:0           | no port from 1 to 65535
          docs.example.com:x           | no port from 1 to 65535
          *                            | only '*.example.com' is understood
          docs.*.com                   | only '*.example.com' is understood
          bücher.example               | is written 'xn--bcher-kva.example'
          docs example.com             | is not a host, *.suffix or host:port
          *.com                        | strangers share
          *.github.io                  | strangers share
          *.eu-west-1.amazonaws.com    | strangers share
          api.openai.com               | has a door of its own
          nuget                        | is no registry here (there are crates,
          """)
  void anotherFormIsExplained(String word, String explained) {
    assertThatThrownBy(() -> edit.apply(BEFORE, List.of(word), List.of()))
        .isInstanceOf(BerthException.class)
        .hasMessageContaining("'" + word + "'")
        .hasMessageContaining(explained);
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThatThrownBy(
            () -> edit.apply(BEFORE, List.of("a b", "ok.example.com"), List.of("http://x")))
        .isInstanceOfSatisfying(BerthException.class, e -> assertThat(e.problems()).hasSize(2));
  }
}
