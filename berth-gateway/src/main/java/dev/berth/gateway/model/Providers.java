package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.secret.SecretStore;
import dev.berth.core.time.Time;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who answers for which model, in which dialect. Thread-safe. */
public final class Providers implements AutoCloseable {
  private final Duration connect;
  private @Nullable HttpClient client;
  private final List<Offer> offers = new ArrayList<>();

  private record Offer(ModelProvider provider, Upstream upstream) {}

  /**
   * How long is waited for providers.
   *
   * @param connect until a connection stands
   * @param answer until the answer begins; one that is not streamed begins late
   * @param idle how long an answer that has begun may be silent
   */
  public record Patience(Duration connect, Duration answer, Duration idle) {
    public Patience {
      if (!connect.isPositive() || !answer.isPositive() || !idle.isPositive()) {
        throw new IllegalArgumentException("patience is more than none");
      }
    }

    /** 10 seconds, 10 minutes, 5 minutes. */
    public static Patience standard() {
      return new Patience(Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofMinutes(5));
    }
  }

  /**
   * Sets providers up; transcripts are read now.
   *
   * @throws BerthException {@code CONFIG_INVALID} when a transcript has mistakes
   */
  public Providers(
      List<ModelProvider> providers, SecretStore secrets, Patience patience, Time time) {
    connect = patience.connect();
    for (ModelProvider provider : providers) {
      offers.add(
          new Offer(
              provider,
              switch (provider) {
                case ModelProvider.Scripted scripted ->
                    new ScriptedUpstream(Transcript.load(scripted.transcript()), time);
                case ModelProvider.OpenAi _, ModelProvider.Anthropic _ ->
                    new HttpUpstream(this::client, secrets, provider, patience, time);
              }));
    }
  }

  /** Made with the first call: it reads every authority that the JDK knows. */
  private synchronized HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      made =
          HttpClient.newBuilder()
              .connectTimeout(connect)
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
      client = made;
    }
    return made;
  }

  Upstream of(String model, Dialect dialect) {
    for (Offer offer : offers) {
      boolean speaks =
          switch (offer.provider()) {
            case ModelProvider.Scripted _ -> true;
            case ModelProvider.OpenAi _ -> dialect instanceof OpenAiDialect;
            case ModelProvider.Anthropic _ -> dialect instanceof AnthropicDialect;
          };
      if (speaks && offer.provider().models().contains(model)) {
        return offer.upstream();
      }
    }
    throw new BerthException(
        ErrorCode.MODEL_NOT_ALLOWED, "no provider offers " + model + " in this format");
  }

  /**
   * The dialects in which a model is offered, as contexts name them.
   *
   * @return of {@code openai} and {@code anthropic}
   */
  public Set<String> dialects(String model) {
    Set<String> dialects = new java.util.TreeSet<>();
    for (Offer offer : offers) {
      if (offer.provider().models().contains(model)) {
        switch (offer.provider()) {
          case ModelProvider.Scripted _ -> dialects.addAll(Set.of("openai", "anthropic"));
          case ModelProvider.OpenAi _ -> dialects.add("openai");
          case ModelProvider.Anthropic _ -> dialects.add("anthropic");
        }
      }
    }
    return dialects;
  }

  @Override
  public synchronized void close() {
    HttpClient made = client;
    if (made != null) {
      made.shutdownNow();
    }
  }
}
