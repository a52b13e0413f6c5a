package dev.berth.server.config;

import dev.berth.core.egress.Traffic;
import dev.berth.core.model.DayLimits;
import dev.berth.engine.session.AgentCatalog;
import dev.berth.gateway.model.OutputCap;
import dev.berth.gateway.registry.Binding;
import dev.berth.stacks.plan.SweepPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of a server, validated.
 *
 * @param agents the operator's, besides those that come with Berth
 */
public record BerthConfig(
    Path data,
    Http http,
    DatabaseConfig database,
    Compute compute,
    ProcessBackend process,
    Limits limits,
    Models models,
    EgressConfig egress,
    Onboarding onboarding,
    RetentionConfig retention,
    SweepConfig sweep,
    Optional<Path> workflows,
    List<AgentCatalog.Agent> agents,
    List<Line> lines) {
  public BerthConfig {
    agents = List.copyOf(agents);
    lines = List.copyOf(lines);
  }

  /**
   * Where the API listens.
   *
   * @param names host names under which it may be addressed, besides localhost and its address
   * @param burst calls that a user may make of one operation at once
   * @param perMinute calls of one operation that a user may make for ever
   */
  public record Http(String host, int port, List<String> names, int burst, int perMinute) {}

  /**
   * Which database.
   *
   * @param url a {@code jdbc:postgresql:} URL; empty: the embedded database in the data directory
   */
  public record DatabaseConfig(
      Optional<String> url, Optional<String> user, Optional<String> passwordVariable) {}

  /** Whether sessions must be isolated. */
  public enum Isolation {
    SANDBOX,
    NONE
  }

  /** Where sessions run. */
  public enum BackendName {
    PROCESS,
    DOCKER
  }

  /**
   * Which backend, and how the container engine is called.
   *
   * @param engine its command
   * @param host the address of its socket; empty: its own default
   * @param image by id, or by a name that is resolved once at each start of the server
   * @param cpus processors that a session may use at once
   */
  public record Compute(
      BackendName backend, String engine, Optional<String> host, String image, double cpus) {}

  /**
   * What bounds sessions, and the process backend.
   *
   * @param start until a session's first sign of life
   * @param caBundle certificate authorities that sandboxes trust beside the host's
   */
  public record ProcessBackend(
      Isolation isolation,
      int capacity,
      long memoryBytes,
      int processes,
      long diskBytes,
      long diskFloorBytes,
      Duration start,
      List<String> mounts,
      List<String> caches,
      Optional<Path> caBundle) {}

  /**
   * Limits of tasks; defaults are those of the design's table.
   *
   * @param days what models may cost on a day
   */
  public record Limits(
      int perUser,
      int perRepo,
      int maxTurns,
      long budgetMicroUsd,
      Duration approvalTimeout,
      Duration suspendAfter,
      Duration hydration,
      Duration runTime,
      Duration silent,
      Duration lost,
      Duration checkpoint,
      Duration finalizing,
      Duration queue,
      DayLimits days) {}

  /**
   * Models.
   *
   * @param fallback the model of repositories that name none; empty: none is configured
   * @param providers by name
   * @param prices micro-dollars per million tokens, over the built-in table
   * @param patience how long is waited for providers
   */
  public record Models(
      Optional<String> fallback,
      List<Provider> providers,
      Map<String, Price> prices,
      ModelPatience patience) {}

  /**
   * How long is waited for providers.
   *
   * @param answer until an answer begins
   * @param idle how long one that has begun may be silent
   */
  public record ModelPatience(Duration answer, Duration idle) {}

  /** A model provider. */
  public sealed interface Provider {
    String name();

    /** Model names that it serves. */
    List<String> models();

    /** A transcript file instead of a model. */
    record Scripted(String name, List<String> models, Path transcript) implements Provider {}

    /**
     * Anything that speaks OpenAI's chat completions.
     *
     * @param outputCap the field in which it takes the output cap
     */
    record OpenAi(
        String name,
        List<String> models,
        String baseUrl,
        Optional<String> keyVariable,
        OutputCap outputCap)
        implements Provider {}

    /** Anthropic's messages. */
    record Anthropic(String name, List<String> models, String baseUrl, String keyVariable)
        implements Provider {}
  }

  /** Micro-dollars per million tokens. */
  public record Price(long inputPerMillion, long outputPerMillion, int maxOutputTokens) {}

  /**
   * The egress door.
   *
   * @param privateHosts hosts that may resolve to private addresses, because an operator says so
   * @param session bytes that a session may send and receive
   * @param registries private ones, which are reached through the gateway
   */
  public record EgressConfig(
      List<String> privateHosts, Traffic session, List<Binding> registries) {}

  /** Who may be onboarded. */
  public record Onboarding(List<String> allowedOwners, int max) {}

  /**
   * How long things are kept.
   *
   * @param tasks after their end, with all that belongs to them
   * @param blobs that nobody refers to
   */
  public record RetentionConfig(Duration tasks, Duration blobs) {}

  /**
   * Sweeping an AWS account on a schedule.
   *
   * @param policy what may go; there unless the mode is off
   * @param interval between two runs when no earlier look is useful
   */
  public record SweepConfig(
      Mode mode, Optional<SweepPolicy> policy, Duration interval, Alerts alerts) {
    /** What a scheduled run may do. */
    public enum Mode {
      OFF,
      /** Looks, remembers and alarms. */
      WATCH,
      /** Deletes, too. */
      APPLY
    }

    /**
     * Where alerts go.
     *
     * @param webhookVariable environment variable with the address, which may be a secret
     * @param tokenVariable environment variable with the bearer token
     */
    public record Alerts(
        Optional<String> file, Optional<String> webhookVariable, Optional<String> tokenVariable) {}
  }

  /** One key with its value and where that came from; secrets are never values. */
  public record Line(String key, String value, String origin, String meaning) {}
}
