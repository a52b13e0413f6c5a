package dev.berth.engine.hydration;

import java.util.List;

/** The models that the installation's providers offer and that have a price. Thread-safe. */
@FunctionalInterface
public interface ModelCatalog {
  /** In order of preference; the first is taken where a repository lists none. */
  List<Offer> offers();

  /**
   * A model.
   *
   * @param protocol in which of the gateway's dialects: {@code openai} or {@code anthropic}
   * @param maxOutputTokens upper bound of one answer
   */
  record Offer(String name, String protocol, int maxOutputTokens) {}
}
