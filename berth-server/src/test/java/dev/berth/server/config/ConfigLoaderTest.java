package dev.berth.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.gateway.model.OutputCap;
import dev.berth.stacks.plan.SweepPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {
  @TempDir Path data;

  /** Every default, pinned: a change of one is a change for users and must be meant. */
  @Test
  void defaultsAreTheDesigns() {
    BerthConfig config = load(Map.of(), Map.of());
    assertThat(config.lines())
        .map(line -> line.key() + "=" + line.value())
        .containsExactlyInAnyOrder(
            "server.host=127.0.0.1",
            "server.port=7575",
            "server.names=",
            "server.rate_burst=200",
            "server.rate_per_minute=3000",
            "database.url=",
            "database.user=",
            "database.password_variable=",
            "isolation=sandbox",
            "backend=process",
            "docker.command=docker",
            "docker.host=",
            "docker.image=berth-sandbox:latest",
            "docker.cpus=2",
            "process.capacity=4",
            "process.memory=2GiB",
            "process.processes=512",
            "process.disk=4GiB",
            "process.disk_floor=1GiB",
            "process.start=60s",
            "sandbox.mounts=",
            "sandbox.caches=",
            "sandbox.ca_bundle=",
            "limits.running_per_user=10",
            "limits.running_per_repo=20",
            "limits.max_turns=100",
            "limits.max_budget_usd=10",
            "limits.approval_timeout=300s",
            "limits.suspend_after=30s",
            "limits.hydration=2m",
            "limits.run_time=8h",
            "limits.silent=15s",
            "limits.lost=120s",
            "limits.checkpoint=45s",
            "limits.finalizing=10m",
            "limits.queue=24h",
            "models.default=",
            "models.prices=",
            "models.answer_timeout=10m",
            "models.idle_timeout=5m",
            "budgets.day_usd=",
            "budgets.user_day_usd=",
            "egress.private_hosts=",
            "egress.session_sent=2GiB",
            "egress.session_received=20GiB",
            "onboarding.allowed_owners=",
            "onboarding.max=1000",
            "retention.tasks=90d",
            "retention.blobs=1d",
            "sweep.mode=off",
            "sweep.account=",
            "sweep.region=",
            "sweep.owner_tag=",
            "sweep.throw_away=",
            "sweep.own=",
            "sweep.min_age=24h",
            "sweep.keep=",
            "sweep.max_deletes=100",
            "sweep.max_percent=50",
            "sweep.budget=20m",
            "sweep.interval=1h",
            "sweep.lease_shortest=20m",
            "sweep.lease_longest=8h",
            "sweep.stuck_after=12h",
            "sweep.alert_file=",
            "sweep.alert_webhook_variable=",
            "sweep.alert_token_variable=",
            "workflows=");
  }

  @Test
  void flagsBeatTheEnvironmentWhichBeatsTheFile() throws Exception {
    Files.writeString(
        data.resolve("berth.yaml"),
        """
        server:
          port: 1
          host: 0.0.0.0
        limits:
          run_time: 1h
          max_budget_usd: 2.50
        """);
    BerthConfig config =
        load(
            Map.of("BERTH_SERVER_PORT", "2", "BERTH_LIMITS_RUN_TIME", "2h", "HOME", "/x"),
            Map.of("server.port", "3"));
    assertThat(config.http().port()).isEqualTo(3);
    assertThat(config.http().host()).isEqualTo("0.0.0.0");
    assertThat(config.limits().runTime()).isEqualTo(Duration.ofHours(2));
    assertThat(config.limits().budgetMicroUsd()).isEqualTo(2_500_000);
    assertThat(config.lines())
        .filteredOn(line -> line.key().equals("limits.run_time"))
        .singleElement()
        .satisfies(
            line -> assertThat(line.origin()).isEqualTo("environment BERTH_LIMITS_RUN_TIME"));
  }

  @Test
  void readsProvidersAndPrices() throws Exception {
    Files.writeString(
        data.resolve("berth.yaml"),
        """
        models:
          default: big.1
          prices: [big.1=3/15/64000, small=0.25/1.25]
          providers:
            house:
              type: openai
              base_url: http://127.0.0.1:9/v1
              models: [big.1, small]
            script:
              type: scripted
              models: scripted-1
              transcript: demo.yaml
        """);
    BerthConfig.Models models = load(Map.of(), Map.of()).models();
    assertThat(models.fallback()).contains("big.1");
    assertThat(models.prices())
        .containsEntry("big.1", new BerthConfig.Price(3_000_000, 15_000_000, 64_000))
        .containsEntry("small", new BerthConfig.Price(250_000, 1_250_000, 8192));
    assertThat(models.providers())
        .containsExactlyInAnyOrder(
            new BerthConfig.Provider.OpenAi(
                "house",
                List.of("big.1", "small"),
                "http://127.0.0.1:9/v1",
                Optional.empty(),
                OutputCap.MAX_TOKENS),
            new BerthConfig.Provider.Scripted(
                "script", List.of("scripted-1"), Path.of("demo.yaml")));
  }

  @Test
  void theOutputCapsFieldBelongsToTheProvider() throws Exception {
    Files.writeString(
        data.resolve("berth.yaml"),
        """
        models:
          providers:
            a: {type: openai, models: [a]}
            b: {type: openai, models: [b], base_url: "https://x.openai.azure.com/openai/v1"}
            c: {type: openai, models: [c], base_url: "https://models.example.com/v1"}
            d:
              type: openai
              models: [d]
              base_url: https://models.example.com/v1
              output_cap: max_completion_tokens
        """);
    assertThat(load(Map.of(), Map.of()).models().providers())
        .map(p -> p instanceof BerthConfig.Provider.OpenAi o ? p.name() + o.outputCap() : "")
        .containsExactlyInAnyOrder(
            "aMAX_COMPLETION_TOKENS",
            "bMAX_COMPLETION_TOKENS",
            "cMAX_TOKENS",
            "dMAX_COMPLETION_TOKENS");
    Files.writeString(
        data.resolve("berth.yaml"),
        """
        models:
          providers:
            a: {type: openai, models: [a], output_cap: tokens, base_url: "ftp://x"}
            b: {type: anthropic, models: [b], base_url: "not a url"}
        """);
    assertThat(invalid(Map.of()).problems())
        .map(FieldProblem::field)
        .containsExactlyInAnyOrder(
            "models.providers.a.output_cap",
            "models.providers.a.base_url",
            "models.providers.b.base_url");
  }

  @Test
  void reportsEveryMistakeAtOnce() throws Exception {
    Files.writeString(
        data.resolve("berth.yaml"),
        """
        server:
          port: many
          prot: 7
        limits:
          run_time: 8 hours
        retention:
          tasks: 1h
          blobs: 31d
        models:
          default: nobody
          providers:
            x: {type: magic, models: [a]}
        """);
    BerthException e = invalid(Map.of("BERTH_LIMITS_RUNTIME", "1h"));
    assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
    assertThat(e.problems())
        .map(FieldProblem::field)
        .containsExactlyInAnyOrder(
            "server.port",
            "server.prot",
            "limits.run_time",
            "retention.tasks",
            "retention.blobs",
            "models.default",
            "models.providers.x.type",
            "BERTH_LIMITS_RUNTIME");
  }

  @Test
  void saysWhereTheYamlIsBroken() throws Exception {
    Files.writeString(data.resolve("berth.yaml"), "server:\n  port: 1\n  port: 2\n");
    assertThat(invalid(Map.of()).problems().getFirst().field()).endsWith("berth.yaml:3");
    Files.writeString(data.resolve("berth.yaml"), "server: [\n");
    assertThat(invalid(Map.of()).problems().getFirst().code()).isEqualTo("YAML");
  }

  @Test
  void aNamedFileMustExist() {
    BerthException e =
        catchThrowableOfType(
            BerthException.class,
            () ->
                ConfigLoader.load(
                    data, Optional.of(data.resolve("nowhere.yaml")), Map.of(), Map.of()));
    assertThat(e.problems().getFirst().code()).isEqualTo("MISSING");
  }

  private BerthConfig load(Map<String, String> environment, Map<String, String> flags) {
    return ConfigLoader.load(data, Optional.empty(), environment, flags);
  }

  private BerthException invalid(Map<String, String> environment) {
    return catchThrowableOfType(BerthException.class, () -> load(environment, Map.of()));
  }

  @Test
  void aScheduleOfSweepsIsReadWhole() throws Exception {
    Files.writeString(
        data.resolve("berth.yaml"),
        """
        sweep:
          mode: apply
          account: "111122223333"
          region: eu-west-1
          owner_tag: owner=berth-ci
          throw_away: ['^int-[0-9a-f]{8}$', '^pr-[0-9]{1,6}$']
          own: ['^app-[a-z]{1,20}$']
          keep: [vpc-1, sg-2]
          stuck_after: 10h
          lease_longest: 9h
        """);
    BerthConfig.SweepConfig sweep = load(Map.of(), Map.of()).sweep();
    assertThat(sweep.mode()).isEqualTo(BerthConfig.SweepConfig.Mode.APPLY);
    SweepPolicy policy = sweep.policy().orElseThrow();
    assertThat(policy.expected()).hasToString("111122223333/eu-west-1");
    assertThat(policy.stacks().throwsAway("int-0123abcd")).isTrue();
    assertThat(policy.stacks().throwsAway("pr-17")).isTrue();
    assertThat(policy.stacks().owns("app-x")).isTrue();
    assertThat(policy.protection().ids()).containsExactlyInAnyOrder("vpc-1", "sg-2");
    assertThat(policy.families().getFirst().longest()).isEqualTo(Duration.ofHours(9));
    assertThat(policy.families().getFirst().stuckAfter()).isEqualTo(Duration.ofHours(10));
  }

  @Test
  void everyMistakeOfAScheduleIsNamed() {
    Map<String, String> good =
        Map.of(
            "sweep.mode", "watch",
            "sweep.account", "111122223333",
            "sweep.region", "eu-west-1",
            "sweep.owner_tag", "owner=ci",
            "sweep.throw_away", "^int-[0-9]{8}$");
    assertThat(load(Map.of(), good).sweep().policy()).isPresent();
    Map.of(
            "sweep.account", "12",
            "sweep.owner_tag", "owner=",
            "sweep.throw_away", "^a.*$",
            "sweep.mode", "delete",
            "sweep.lease_longest", "10m")
        .forEach(
            (key, wrong) -> {
              Map<String, String> bad = new HashMap<>(good);
              bad.put(key, wrong);
              assertThatExceptionOfType(BerthException.class)
                  .as(key)
                  .isThrownBy(() -> load(Map.of(), bad))
                  .satisfies(e -> assertThat(e.detail()).contains(key));
            });
    Map<String, String> nothing = new HashMap<>(good);
    nothing.remove("sweep.throw_away");
    assertThatExceptionOfType(BerthException.class)
        .isThrownBy(() -> load(Map.of(), nothing))
        .satisfies(e -> assertThat(e.detail()).contains("sweep.throw_away", "sweep.own"));
  }
}
