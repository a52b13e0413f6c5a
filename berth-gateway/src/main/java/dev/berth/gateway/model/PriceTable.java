package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.gateway.json.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What models cost. The built-in table is a default that ages: its version is stored with each
 * call, and an operator's prices go over it. Immutable.
 */
public final class PriceTable {
  private static final String BUILT_IN = "prices.yaml";
  private static final int MAX_MODELS = 1_000;
  private static final long MAX_PRICE = 1_000_000_000_000L;

  private final String version;
  private final Map<String, Price> prices;

  private PriceTable(String version, Map<String, Price> prices) {
    this.version = version;
    this.prices = Map.copyOf(prices);
  }

  /**
   * A model's price.
   *
   * @param input micro-dollars per million tokens, likewise the others
   * @param maxOutputTokens upper bound of one answer
   */
  public record Price(
      long input, long cacheRead, long cacheWrite, long output, int maxOutputTokens) {

    /** What a call came to, rounded up to a micro-dollar. */
    public long cost(Usage usage) {
      long parts =
          Math.addExact(
              Math.addExact(
                  Math.multiplyExact(usage.input(), input),
                  Math.multiplyExact(usage.cacheRead(), cacheRead)),
              Math.addExact(
                  Math.multiplyExact(usage.cacheWrite(), cacheWrite),
                  Math.multiplyExact(usage.output(), output)));
      return Math.ceilDiv(parts, 1_000_000);
    }

    /** What it can come to at most: all input in the dearest class. */
    public long ceiling(long inputTokens, long outputTokens) {
      long dearest = Math.max(input, Math.max(cacheRead, cacheWrite));
      return Math.ceilDiv(
          Math.addExact(
              Math.multiplyExact(inputTokens, dearest), Math.multiplyExact(outputTokens, output)),
          1_000_000);
    }

    /** How many output tokens fit into an amount beside this input; may be negative. */
    public long outputThatFits(long inputTokens, long microUsd) {
      long left = Math.multiplyExact(microUsd, 1_000_000L) - inputTokens * dearestInput();
      return output == 0 ? (left < 0 ? -1 : Integer.MAX_VALUE) : Math.floorDiv(left, output);
    }

    private long dearestInput() {
      return Math.max(input, Math.max(cacheRead, cacheWrite));
    }
  }

  /** The table that comes with Berth. */
  public static PriceTable builtIn() {
    try (InputStream in = PriceTable.class.getResourceAsStream(BUILT_IN)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + BUILT_IN + " is missing");
      }
      YAMLMapper yaml =
          YAMLMapper.builder(
                  YAMLFactory.builder()
                      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                      .build())
              .build();
      if (!(yaml.readTree(in) instanceof ObjectNode root)) {
        throw new IllegalStateException("the resource " + BUILT_IN + " is not a mapping");
      }
      return read(root);
    } catch (IOException e) {
      throw new BerthException(ErrorCode.STORAGE_FAILED, "the price table cannot be read", e);
    }
  }

  private static PriceTable read(ObjectNode root) {
    JsonFields fields = new JsonFields(root);
    String version = fields.text("version", 40);
    Map<String, Price> prices = new HashMap<>();
    for (JsonFields entry : fields.list("models", MAX_MODELS)) {
      String model = entry.text("model", 100);
      long input = entry.number("input", 0, MAX_PRICE);
      Price price =
          new Price(
              input,
              entry.optionalNumber("cache_read", 0, MAX_PRICE).orElse(input),
              entry.optionalNumber("cache_write", 0, MAX_PRICE).orElse(input),
              entry.number("output", 0, MAX_PRICE),
              (int) entry.number("max_output_tokens", 1, 10_000_000));
      entry.refuseOthers();
      if (prices.put(model, price) != null) {
        entry.problem("model", "DUPLICATE", "is listed twice");
      }
    }
    fields.done(ErrorCode.CONFIG_INVALID);
    return new PriceTable(version, prices);
  }

  /** This table with an operator's prices over it; the version then says so. */
  public PriceTable with(Map<String, Price> operators) {
    if (operators.isEmpty()) {
      return this;
    }
    Map<String, Price> all = new HashMap<>(prices);
    all.putAll(operators);
    return new PriceTable(version + "+" + Integer.toHexString(operators.hashCode()), all);
  }

  /** Recorded with every call. */
  public String version() {
    return version;
  }

  public Optional<Price> find(String model) {
    return Optional.ofNullable(prices.get(model));
  }
}
