package dev.berth.policy.rule;

import dev.berth.core.policy.Policy.Tier;
import dev.berth.policy.cedar.Cedar;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The books of rules: the built-in one, and one for each text of a repository, kept while they are
 * used. Thread-safe; the first use loads Cedar, which takes some hundred milliseconds.
 */
public final class Books {
  /** Texts kept prepared. A server has more repositories, but not more that are busy. */
  private static final int KEPT = 256;

  private final Map<String, RuleBook> byText =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RuleBook> eldest) {
          return size() > KEPT;
        }
      };
  private Optional<Loaded> loaded = Optional.empty();

  /** The built-in rules. */
  public RuleBook builtIn() {
    return loaded().builtIn();
  }

  /**
   * The built-in rules and those of a text.
   *
   * @param file how messages name it
   * @throws dev.berth.core.error.BerthException {@code POLICY_INVALID} with everything that is
   *     wrong
   */
  public RuleBook with(String file, String text) {
    Loaded all = loaded();
    String key = file + '\n' + text;
    synchronized (byText) {
      RuleBook book = byText.get(key);
      if (book != null) {
        return book;
      }
    }
    List<RuleSource> sources = new ArrayList<>(all.sources());
    sources.add(RuleSource.of(file, text));
    RuleBook book = RuleBook.load(all.cedar(), sources);
    synchronized (byText) {
      byText.put(key, book);
    }
    return book;
  }

  private synchronized Loaded loaded() {
    if (loaded.isEmpty()) {
      Cedar cedar = new Cedar(resource("schema.cedarschema"));
      List<RuleSource> sources =
          List.of(builtIn("hard.cedar", Tier.HARD), builtIn("soft.cedar", Tier.SOFT));
      loaded = Optional.of(new Loaded(cedar, sources, RuleBook.load(cedar, sources)));
    }
    return loaded.get();
  }

  private static RuleSource builtIn(String name, Tier tier) {
    return new RuleSource("built-in/" + name, resource(name), true, Set.of(tier));
  }

  private static String resource(String name) {
    try (InputStream in = Books.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the built-in " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Loaded(Cedar cedar, List<RuleSource> sources, RuleBook builtIn) {}
}
