package dev.berth.gateway.egress;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Package registries that can be switched on by name. Immutable. */
public final class Registries {
  private static final String BUILT_IN = "registries.yaml";

  private final Map<String, List<String>> hosts;
  private final Set<String> privates;

  private Registries(Map<String, List<String>> hosts, Set<String> privates) {
    this.hosts = hosts;
    this.privates = Set.copyOf(privates);
  }

  /** The lists that come with Berth. */
  public static Registries builtIn() {
    Map<String, List<String>> hosts = new TreeMap<>();
    try (InputStream in = Registries.class.getResourceAsStream(BUILT_IN)) {
      if (in == null || !(new YAMLMapper().readTree(in) instanceof ObjectNode root)) {
        throw new IllegalStateException("the resource " + BUILT_IN + " is missing");
      }
      root.forEachEntry(
          (name, list) -> {
            List<String> names = new ArrayList<>();
            list.forEach(host -> names.add(host.asString()));
            hosts.put(name, List.copyOf(names));
          });
    } catch (IOException e) {
      throw new BerthException(ErrorCode.STORAGE_FAILED, "the registry lists cannot be read", e);
    }
    return new Registries(hosts, Set.of());
  }

  /**
   * These and the operator's own, which are reached through the gateway: no host of theirs is.
   *
   * @throws IllegalArgumentException when a name is taken
   */
  public Registries withPrivate(Collection<String> names) {
    Map<String, List<String>> all = new TreeMap<>(hosts);
    for (String name : names) {
      if (all.putIfAbsent(name, List.of()) != null) {
        throw new IllegalArgumentException("a registry is called " + name + " already");
      }
    }
    Set<String> both = new HashSet<>(privates);
    both.addAll(names);
    return new Registries(all, both);
  }

  /** Whether it is one of the operator's. */
  public boolean isPrivate(String name) {
    return privates.contains(name);
  }

  /** The hosts of a list. */
  public Optional<List<String>> find(String name) {
    return Optional.ofNullable(hosts.get(name));
  }

  /** Whether something is called so. */
  public boolean isKnown(String name) {
    return hosts.containsKey(name);
  }

  /** All names, sorted. */
  public List<String> names() {
    return List.copyOf(hosts.keySet());
  }
}
