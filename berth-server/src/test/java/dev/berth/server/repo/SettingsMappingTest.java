package dev.berth.server.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.repo.RepoSettings;
import dev.berth.gateway.egress.Registries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SettingsMappingTest {
  private final SettingsMapping mapping =
      new SettingsMapping(
          new SettingsMapping.Defaults(
              "default/agent-v1", Optional.empty(), 100, 1, Duration.ofMinutes(5), 1, List.of()),
          Registries.builtIn(),
          (file, text) -> {});

  private List<FieldProblem> problems(List<String> hosts, List<String> registries) {
    List<FieldProblem> problems = new ArrayList<>();
    mapping.apply(
        RepoSettings.none(),
        new dev.berth.api.repo.RepoSettings(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            hosts,
            registries,
            null,
            null,
            null),
        problems);
    return problems;
  }

  @Test
  void egressThatTheDoorWouldRefuseIsRefusedWhenItIsChosen() {
    List<FieldProblem> problems =
        problems(
            List.of("registry.example.com", "*.github.io", "http://x", "10.0.0.1", "a:99999"),
            List.of("maven-central", "nonsense"));
    assertThat(problems)
        .extracting(FieldProblem::field)
        .containsExactly(
            "settings.egress_hosts",
            "settings.egress_hosts",
            "settings.egress_hosts",
            "settings.egress_hosts",
            "settings.egress_registries");
    assertThat(problems.toString())
        .contains("*.github.io", "http://x", "10.0.0.1", "maven-central");
    assertThat(problems(List.of("registry.example.com:8443", "*.example.com"), List.of()))
        .isEmpty();
  }
}
