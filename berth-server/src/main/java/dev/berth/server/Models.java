package dev.berth.server;

import dev.berth.core.time.Time;
import dev.berth.engine.hydration.ModelCatalog;
import dev.berth.gateway.model.ModelProvider;
import dev.berth.gateway.model.PriceTable;
import dev.berth.gateway.model.Providers;
import dev.berth.server.config.BerthConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The configured models: providers, prices, and what tasks are offered. */
record Models(Providers providers, PriceTable prices, ModelCatalog catalog) {

  /** The models on offer, the default first. */
  List<String> names() {
    return catalog.offers().stream().map(ModelCatalog.Offer::name).toList();
  }

  /** Hosts of providers: sessions reach them by the model gateway only. */
  static Set<String> hosts(BerthConfig.Models config) {
    // the public ones are named also when they are not configured: nobody goes round the books
    Set<String> hosts = new TreeSet<>(Set.of("api.anthropic.com", "api.openai.com"));
    for (BerthConfig.Provider provider : config.providers()) {
      Optional<String> url =
          switch (provider) {
            case BerthConfig.Provider.Scripted _ -> Optional.empty();
            case BerthConfig.Provider.OpenAi o -> Optional.of(o.baseUrl());
            case BerthConfig.Provider.Anthropic a -> Optional.of(a.baseUrl());
          };
      url.map(text -> URI.create(text).getHost())
          .ifPresent(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    }
    return hosts;
  }

  static Models of(BerthConfig.Models config, EnvironmentSecrets secrets, Time time) {
    List<ModelProvider> configured = config.providers().stream().map(Models::provider).toList();
    Providers.Patience patience =
        new Providers.Patience(
            Providers.Patience.standard().connect(),
            config.patience().answer(),
            config.patience().idle());
    Providers providers = new Providers(configured, secrets, patience, time);
    PriceTable prices = PriceTable.builtIn().with(operatorPrices(config.prices()));
    List<ModelCatalog.Offer> offers = offers(config, configured, providers, prices);
    return new Models(providers, prices, () -> offers);
  }

  private static ModelProvider provider(BerthConfig.Provider provider) {
    return switch (provider) {
      case BerthConfig.Provider.Scripted s ->
          new ModelProvider.Scripted(s.name(), s.models(), s.transcript());
      case BerthConfig.Provider.OpenAi o ->
          new ModelProvider.OpenAi(
              o.name(), o.models(), URI.create(o.baseUrl()), o.keyVariable(), o.outputCap());
      case BerthConfig.Provider.Anthropic a ->
          new ModelProvider.Anthropic(
              a.name(), a.models(), URI.create(a.baseUrl()), a.keyVariable());
    };
  }

  /** Cache reads and writes are priced like input: never too low. */
  private static Map<String, PriceTable.Price> operatorPrices(
      Map<String, BerthConfig.Price> prices) {
    Map<String, PriceTable.Price> mapped = new LinkedHashMap<>();
    prices.forEach(
        (model, p) ->
            mapped.put(
                model,
                new PriceTable.Price(
                    p.inputPerMillion(),
                    p.inputPerMillion(),
                    Math.ceilDiv(p.inputPerMillion() * 5, 4),
                    p.outputPerMillion(),
                    p.maxOutputTokens())));
    return mapped;
  }

  /** The default model first; models without a price are not offered. */
  private static List<ModelCatalog.Offer> offers(
      BerthConfig.Models config,
      List<ModelProvider> configured,
      Providers providers,
      PriceTable prices) {
    List<String> names = new ArrayList<>(config.fallback().stream().toList());
    configured.stream()
        .flatMap(p -> p.models().stream())
        .filter(name -> !names.contains(name))
        .forEach(names::add);
    List<ModelCatalog.Offer> offers = new ArrayList<>();
    for (String name : names) {
      Optional<PriceTable.Price> price = prices.find(name);
      Set<String> dialects = providers.dialects(name);
      if (price.isPresent() && !dialects.isEmpty()) {
        String dialect = dialects.contains("openai") ? "openai" : "anthropic";
        offers.add(new ModelCatalog.Offer(name, dialect, price.get().maxOutputTokens()));
      }
    }
    return List.copyOf(offers);
  }
}
