package dev.berth.server.config;

import dev.berth.compute.docker.DockerSettings;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.gateway.model.OutputCap;
import dev.berth.server.config.BerthConfig.Isolation;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads and validates the configuration; reports every problem at once. */
public final class ConfigLoader {
  private static final Setting<String> HOST =
      Setting.text("server.host", "127.0.0.1", "address that the API listens on");
  private static final Setting<Integer> PORT =
      Setting.number("server.port", 7575, 0, 65535, "port of the API; 0 picks a free one");
  private static final Setting<List<String>> NAMES =
      Setting.list("server.names", "", "further host names under which the API is addressed");
  private static final Setting<Integer> BURST =
      Setting.number(
          "server.rate_burst", 200, 1, 1_000_000, "calls of an operation by one user at once");
  private static final Setting<Integer> PER_MINUTE =
      Setting.number(
          "server.rate_per_minute",
          3_000,
          1,
          10_000_000,
          "calls of an operation by one user in a minute, lastingly");
  private static final Setting<String> DATABASE_URL =
      Setting.text("database.url", "", "jdbc:postgresql:... ; empty for the embedded database");
  private static final Setting<String> DATABASE_USER =
      Setting.text("database.user", "", "user of the database");
  private static final Setting<String> DATABASE_PASSWORD =
      Setting.text(
          "database.password_variable", "", "environment variable that holds the password");
  private static final Setting<Isolation> ISOLATION =
      Setting.choice(
          "isolation", Isolation.SANDBOX, Isolation.class, "whether sessions must be isolated");
  private static final Setting<BerthConfig.BackendName> BACKEND =
      Setting.choice(
          "backend",
          BerthConfig.BackendName.PROCESS,
          BerthConfig.BackendName.class,
          "where sessions run: processes in bubblewrap, or containers");
  private static final Setting<String> DOCKER_COMMAND =
      Setting.text("docker.command", "docker", "the container engine's command, such as podman");
  private static final Setting<String> DOCKER_HOST =
      Setting.text("docker.host", "", "address of the engine's socket; empty for its own default");
  private static final Setting<String> DOCKER_IMAGE =
      Setting.text(
          "docker.image",
          DockerSettings.MINIMAL_IMAGE,
          "image of sessions: an id, or a name that is resolved once at the start");
  private static final Setting<Double> DOCKER_CPUS =
      new Setting<>(
          "docker.cpus",
          "2",
          "number from 0.1 to 1024",
          "processors that a session may use at once",
          ConfigLoader::cpus);
  private static final Setting<Integer> CAPACITY =
      Setting.number("process.capacity", 4, 1, 1000, "sessions at a time on this host");
  private static final Setting<Long> MEMORY =
      Setting.bytes("process.memory", "2GiB", "memory of a session");
  private static final Setting<Integer> PROCESSES =
      Setting.number("process.processes", 512, 16, 100_000, "processes and threads of a session");
  private static final Setting<Long> DISK =
      Setting.bytes("process.disk", "4GiB", "disk that a session's workspace may use");
  private static final Setting<Long> DISK_FLOOR =
      Setting.bytes("process.disk_floor", "1GiB", "free space under which sessions are stopped");
  private static final Setting<Duration> START =
      Setting.duration("process.start", "60s", "start of a session until its first sign of life");
  private static final Setting<List<String>> MOUNTS =
      Setting.list("sandbox.mounts", "", "directories of the host that sessions may read");
  private static final Setting<List<String>> CACHES =
      Setting.list("sandbox.caches", "", "read-only caches, as directory or directory:target");
  private static final Setting<Optional<Path>> CA_BUNDLE =
      new Setting<>(
          "sandbox.ca_bundle",
          "",
          "path of a file with certificates in PEM form",
          "certificate authorities that sandboxes trust beside the host's",
          ConfigLoader::caBundle);
  private static final Setting<Integer> PER_USER =
      Setting.number("limits.running_per_user", 10, 1, 100_000, "running tasks of a user");
  private static final Setting<Integer> PER_REPO =
      Setting.number("limits.running_per_repo", 20, 1, 100_000, "running tasks of a repository");
  private static final Setting<Integer> MAX_TURNS =
      Setting.number("limits.max_turns", 100, 1, 500, "turns of a task that names none");
  private static final Setting<Long> BUDGET =
      new Setting<>(
          "limits.max_budget_usd",
          "10",
          "amount from 0.01 to 1000",
          "budget of a task that names none",
          ConfigLoader::microUsd);
  private static final Setting<Duration> APPROVAL_TIMEOUT =
      Setting.duration("limits.approval_timeout", "300s", "how long a gate waits for a human");
  private static final Setting<Duration> SUSPEND_AFTER =
      Setting.duration(
          "limits.suspend_after",
          "30s",
          "1s",
          "24h",
          "wait for a human after which a session is suspended, where the backend can");
  private static final Setting<Duration> HYDRATION =
      Setting.duration("limits.hydration", "2m", "preparation of a task");
  private static final Setting<Duration> RUN_TIME =
      Setting.duration("limits.run_time", "8h", "time that a task may run");
  private static final Setting<Duration> SILENT =
      Setting.duration("limits.silent", "15s", "without a sign of life: flagged");
  private static final Setting<Duration> LOST =
      Setting.duration("limits.lost", "120s", "without a sign of life: lost");
  private static final Setting<Duration> CHECKPOINT =
      Setting.duration(
          "limits.checkpoint", "45s", "1s", "55s", "between checkpoints of a session's tree");
  private static final Setting<Duration> FINALIZING =
      Setting.duration("limits.finalizing", "10m", "until an outcome must be confirmed");
  private static final Setting<Duration> QUEUE =
      Setting.duration("limits.queue", "24h", "how long a task may wait for a slot");
  private static final Setting<String> DEFAULT_MODEL =
      Setting.text("models.default", "", "model of repositories that name none");
  private static final Setting<Map<String, BerthConfig.Price>> PRICES =
      new Setting<>(
          "models.prices",
          "",
          "list of model=input/output/max_output_tokens, in US dollars per million tokens",
          "prices over the built-in table",
          ConfigLoader::prices);
  private static final Setting<Duration> MODEL_ANSWER =
      Setting.duration(
          "models.answer_timeout", "10m", "until a model's answer begins, streamed or whole");
  private static final Setting<Duration> MODEL_IDLE =
      Setting.duration(
          "models.idle_timeout", "5m", "how long a model's answer that has begun may be silent");
  private static final Setting<List<String>> ALLOWED_OWNERS =
      Setting.list("onboarding.allowed_owners", "", "owners of repositories; empty allows all");
  private static final Setting<Integer> ONBOARDING_MAX =
      Setting.number("onboarding.max", 1000, 1, 1_000_000, "repositories at most");
  private static final Setting<Duration> RETENTION_TASKS =
      Setting.duration(
          "retention.tasks",
          "90d",
          "1d",
          "3650d",
          "how long an ended task is kept, with its events, output and artifacts");
  private static final Setting<Duration> RETENTION_BLOBS =
      Setting.duration(
          "retention.blobs",
          "1d",
          "1h",
          "30d",
          "how long stored bytes are kept that nothing refers to");
  private static final Setting<String> WORKFLOWS =
      Setting.text("workflows", "", "directory of further workflow files");

  private static final List<Setting<?>> OWN =
      List.of(
          HOST,
          PORT,
          NAMES,
          BURST,
          PER_MINUTE,
          DATABASE_URL,
          DATABASE_USER,
          DATABASE_PASSWORD,
          ISOLATION,
          BACKEND,
          DOCKER_COMMAND,
          DOCKER_HOST,
          DOCKER_IMAGE,
          DOCKER_CPUS,
          CAPACITY,
          MEMORY,
          PROCESSES,
          DISK,
          DISK_FLOOR,
          START,
          MOUNTS,
          CACHES,
          CA_BUNDLE,
          PER_USER,
          PER_REPO,
          MAX_TURNS,
          BUDGET,
          APPROVAL_TIMEOUT,
          SUSPEND_AFTER,
          HYDRATION,
          RUN_TIME,
          SILENT,
          LOST,
          CHECKPOINT,
          FINALIZING,
          QUEUE,
          DEFAULT_MODEL,
          PRICES,
          MODEL_ANSWER,
          MODEL_IDLE,
          ALLOWED_OWNERS,
          ONBOARDING_MAX,
          RETENTION_TASKS,
          RETENTION_BLOBS,
          WORKFLOWS);

  private static final List<Setting<?>> ALL =
      Stream.of(OWN, BudgetSettings.ALL, EgressSettings.ALL, SweepSettings.ALL)
          .flatMap(List::stream)
          .toList();

  private ConfigLoader() {}

  /**
   * Loads the configuration of a data directory: its {@code berth.yaml} where there is one (or the
   * named file), the environment, and flags.
   *
   * @param flags by key, such as {@code server.port}
   * @throws BerthException {@code CONFIG_INVALID} with every problem
   */
  public static BerthConfig load(
      Path data, Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    Path path = file.orElse(data.resolve("berth.yaml"));
    ConfigSources sources = new ConfigSources();
    if (Files.exists(path)) {
      sources.file(path, read(path));
    } else if (file.isPresent()) {
      throw ConfigSources.invalid(
          List.of(new FieldProblem(path.toString(), "MISSING", "there is no such file")));
    }
    return parse(data, sources.environment(environment, ALL).flags(flags));
  }

  static BerthConfig parse(Path data, ConfigSources sources) {
    ConfigReader reader = new ConfigReader(sources);
    BerthConfig.Models models = models(reader);
    BerthConfig config =
        new BerthConfig(
            data,
            new BerthConfig.Http(
                reader.get(HOST),
                reader.get(PORT),
                reader.get(NAMES),
                reader.get(BURST),
                reader.get(PER_MINUTE)),
            new BerthConfig.DatabaseConfig(
                nonEmpty(reader.get(DATABASE_URL)),
                nonEmpty(reader.get(DATABASE_USER)),
                nonEmpty(reader.get(DATABASE_PASSWORD))),
            compute(reader),
            process(reader),
            limits(reader),
            models,
            EgressSettings.read(reader),
            new BerthConfig.Onboarding(reader.get(ALLOWED_OWNERS), reader.get(ONBOARDING_MAX)),
            new BerthConfig.RetentionConfig(
                reader.get(RETENTION_TASKS), reader.get(RETENTION_BLOBS)),
            SweepSettings.read(reader),
            nonEmpty(reader.get(WORKFLOWS)).map(Path::of),
            AgentsReader.read(reader, data),
            List.of());
    List<BerthConfig.Line> lines =
        reader.finish().stream()
            .map(e -> new BerthConfig.Line(e.key(), e.text(), e.origin(), e.meaning()))
            .toList();
    return withLines(config, lines);
  }

  private static BerthConfig withLines(BerthConfig config, List<BerthConfig.Line> lines) {
    return new BerthConfig(
        config.data(),
        config.http(),
        config.database(),
        config.compute(),
        config.process(),
        config.limits(),
        config.models(),
        config.egress(),
        config.onboarding(),
        config.retention(),
        config.sweep(),
        config.workflows(),
        config.agents(),
        lines);
  }

  private static BerthConfig.Compute compute(ConfigReader reader) {
    return new BerthConfig.Compute(
        reader.get(BACKEND),
        reader.get(DOCKER_COMMAND),
        nonEmpty(reader.get(DOCKER_HOST)),
        reader.get(DOCKER_IMAGE),
        reader.get(DOCKER_CPUS));
  }

  private static double cpus(String text) {
    double cpus = new BigDecimal(text.strip()).doubleValue();
    if (cpus < 0.1 || cpus > 1024) {
      throw new IllegalArgumentException("expected a number from 0.1 to 1024");
    }
    return cpus;
  }

  private static BerthConfig.ProcessBackend process(ConfigReader reader) {
    return new BerthConfig.ProcessBackend(
        reader.get(ISOLATION),
        reader.get(CAPACITY),
        reader.get(MEMORY),
        reader.get(PROCESSES),
        reader.get(DISK),
        reader.get(DISK_FLOOR),
        reader.get(START),
        reader.get(MOUNTS),
        reader.get(CACHES),
        reader.get(CA_BUNDLE));
  }

  private static BerthConfig.Limits limits(ConfigReader reader) {
    return new BerthConfig.Limits(
        reader.get(PER_USER),
        reader.get(PER_REPO),
        reader.get(MAX_TURNS),
        reader.get(BUDGET),
        reader.get(APPROVAL_TIMEOUT),
        reader.get(SUSPEND_AFTER),
        reader.get(HYDRATION),
        reader.get(RUN_TIME),
        reader.get(SILENT),
        reader.get(LOST),
        reader.get(CHECKPOINT),
        reader.get(FINALIZING),
        reader.get(QUEUE),
        BudgetSettings.read(reader));
  }

  private static BerthConfig.Models models(ConfigReader reader) {
    List<BerthConfig.Provider> providers = new ArrayList<>();
    for (String name : reader.childrenOf("models.providers.")) {
      provider(reader, name).ifPresent(providers::add);
    }
    Map<String, BerthConfig.Price> prices = reader.get(PRICES);
    Optional<String> fallback = nonEmpty(reader.get(DEFAULT_MODEL));
    fallback.ifPresent(
        model -> {
          if (providers.stream().noneMatch(p -> p.models().contains(model))) {
            reader.problem(DEFAULT_MODEL.key(), "no provider lists the model '" + model + "'");
          }
        });
    return new BerthConfig.Models(
        fallback.or(() -> providers.stream().flatMap(p -> p.models().stream()).findFirst()),
        List.copyOf(providers),
        Map.copyOf(prices),
        patience(reader));
  }

  private static BerthConfig.ModelPatience patience(ConfigReader reader) {
    Duration answer = reader.get(MODEL_ANSWER);
    Duration idle = reader.get(MODEL_IDLE);
    if (!answer.isPositive() || !idle.isPositive()) {
      reader.problem(MODEL_IDLE.key(), "expected, like models.answer_timeout, more than no time");
    }
    return new BerthConfig.ModelPatience(answer, idle);
  }

  private static Optional<BerthConfig.Provider> provider(ConfigReader reader, String name) {
    String prefix = "models.providers." + name + ".";
    String type = reader.find(prefix + "type").orElse("");
    List<String> models = ValueForms.list(reader.find(prefix + "models").orElse(""));
    if (models.isEmpty()) {
      reader.problem(prefix + "models", "list at least one model name");
    }
    return switch (type) {
      case "scripted" -> {
        Optional<String> transcript = reader.find(prefix + "transcript");
        if (transcript.isEmpty()) {
          reader.problem(prefix + "transcript", "name the transcript file");
        }
        yield transcript.map(
            file -> new BerthConfig.Provider.Scripted(name, models, Path.of(file)));
      }
      case "openai" -> {
        URI baseUrl = baseUrl(reader, prefix, "https://api.openai.com/v1");
        yield Optional.of(
            new BerthConfig.Provider.OpenAi(
                name,
                models,
                baseUrl.toString(),
                reader.find(prefix + "key_variable"),
                outputCap(reader, prefix + "output_cap", baseUrl)));
      }
      case "anthropic" ->
          Optional.of(
              new BerthConfig.Provider.Anthropic(
                  name,
                  models,
                  baseUrl(reader, prefix, "https://api.anthropic.com/v1").toString(),
                  reader.find(prefix + "key_variable").orElse("ANTHROPIC_API_KEY")));
      default -> {
        reader.problem(prefix + "type", "expected one of scripted, openai, anthropic");
        yield Optional.empty();
      }
    };
  }

  private static URI baseUrl(ConfigReader reader, String prefix, String fallback) {
    String text = reader.find(prefix + "base_url").orElse(fallback);
    try {
      URI url = new URI(text);
      if (url.getHost() != null && Set.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (URISyntaxException notAUrl) {
      // told below, together with what is a URI and no address of a server
    }
    reader.problem(prefix + "base_url", "expected a URL such as " + fallback);
    return URI.create(fallback);
  }

  private static OutputCap outputCap(ConfigReader reader, String key, URI baseUrl) {
    Optional<String> field = reader.find(key);
    Optional<OutputCap> cap = field.flatMap(OutputCap::fromField);
    if (field.isPresent() && cap.isEmpty()) {
      reader.problem(key, "expected max_tokens or max_completion_tokens");
    }
    return cap.orElseGet(() -> OutputCap.usualAt(baseUrl));
  }

  /** Reads {@code model=input/output[/max output tokens]} in US dollars per million tokens. */
  private static Map<String, BerthConfig.Price> prices(String text) {
    Map<String, BerthConfig.Price> prices = new LinkedHashMap<>();
    for (String item : ValueForms.list(text)) {
      int equals = item.indexOf('=');
      String[] parts = item.substring(equals + 1).split("/", -1);
      if (equals < 1 || parts.length < 2 || parts.length > 3) {
        throw new IllegalArgumentException("expected model=input/output/max_output_tokens");
      }
      int maxOutput = parts.length == 3 ? ValueForms.number(parts[2], 1, 10_000_000) : 8192;
      prices.put(
          item.substring(0, equals).strip(),
          new BerthConfig.Price(priceMicroUsd(parts[0]), priceMicroUsd(parts[1]), maxOutput));
    }
    return prices;
  }

  private static Optional<Path> caBundle(String text) {
    Optional<Path> file = nonEmpty(text).map(Path::of);
    if (file.isPresent()) {
      try (InputStream in = Files.newInputStream(file.get())) {
        if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
          throw new IllegalArgumentException("expected at least one certificate in PEM form");
        }
      } catch (IOException | CertificateException e) {
        throw new IllegalArgumentException(
            "expected a readable file with certificates in PEM form", e);
      }
    }
    return file;
  }

  private static long priceMicroUsd(String text) {
    long micro = new BigDecimal(text.strip()).movePointRight(6).longValueExact();
    if (micro < 0) {
      throw new IllegalArgumentException("expected an amount that is not negative");
    }
    return micro;
  }

  private static long microUsd(String text) {
    long micro = priceMicroUsd(text);
    if (micro < 10_000 || micro > 1_000_000_000) {
      throw new IllegalArgumentException("expected an amount from 0.01 to 1000");
    }
    return micro;
  }

  private static Optional<String> nonEmpty(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.CONFIG_INVALID, file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
