package dev.berth.gateway.egress;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Package registries that can be switched on by name. Immutable. */
public final class Registries {
  private static final String BUILT_IN = "registries.yaml";

  private final Map<String, List<String>> hosts;

  private Registries(Map<String, List<String>> hosts) {
    this.hosts = hosts;
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
    return new Registries(hosts);
  }

  /** The hosts of a list. */
  public Optional<List<String>> find(String name) {
    return Optional.ofNullable(hosts.get(name));
  }

  /** All names, sorted. */
  public List<String> names() {
    return List.copyOf(hosts.keySet());
  }
}
