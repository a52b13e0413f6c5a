package dev.berth.gateway.registry;

import dev.berth.core.secret.Secret;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds private registries to the generated settings of tools. The session's token goes with each
 * call to the gateway, which knows the registry's own credential; the token is of this session, and
 * no secret from its agent.
 */
public final class RegistryTools {
  private static final String MAVEN = ".m2/settings.xml";
  private static final String PIP = ".config/pip/pip.conf";
  private static final String NPM = ".npmrc";

  private final List<Binding> bindings;
  private final Secret token;

  /**
   * @param bindings that the session may use
   */
  public RegistryTools(List<Binding> bindings, Secret token) {
    this.bindings = List.copyOf(bindings);
    this.token = token;
  }

  /** The files, by path below the home directory, with what leads to the registries. */
  public Map<String, String> over(Map<String, String> files) {
    Map<String, String> all = new TreeMap<>(files);
    List<Binding> maven = of(Binding.Kind.MAVEN);
    if (!maven.isEmpty()) {
      all.computeIfPresent(
          MAVEN, (_, xml) -> xml.replace("</settings>", maven(maven) + "</settings>"));
    }
    for (Binding npm : of(Binding.Kind.NPM)) {
      all.merge(NPM, npm(npm), String::concat);
    }
    List<Binding> pypi = of(Binding.Kind.PYPI);
    if (!pypi.isEmpty()) {
      all.computeIfPresent(PIP, (_, conf) -> pip(conf, pypi));
    }
    return all;
  }

  private List<Binding> of(Binding.Kind kind) {
    return bindings.stream().filter(binding -> binding.kind() == kind).toList();
  }

  private String maven(List<Binding> maven) {
    StringBuilder servers = new StringBuilder("  <servers>\n");
    StringBuilder mirrors = new StringBuilder("  <mirrors>\n");
    StringBuilder own = new StringBuilder();
    for (Binding binding : maven) {
      String id = "berth-" + binding.name();
      servers.append(
          "    <server><id>%s</id><username>berth</username><password>%s</password></server>\n"
              .formatted(id, token.reveal()));
      binding
          .tools()
          .mirrorOf()
          .ifPresentOrElse(
              of ->
                  mirrors.append(
                      "    <mirror><id>%s</id><mirrorOf>%s</mirrorOf><url>%s</url></mirror>\n"
                          .formatted(id, of, binding.inSession())),
              () -> own.append(repository(id, binding)));
    }
    return servers.append("  </servers>\n").toString()
        + mirrors.append("  </mirrors>\n")
        + (own.isEmpty() ? "" : profile(own.toString()));
  }

  private static String repository(String id, Binding binding) {
    return """
          <WHAT>
            <id>%s</id><url>%s</url>
            <releases><enabled>true</enabled></releases>
            <snapshots><enabled>true</enabled></snapshots>
          </WHAT>
    """
        .formatted(id, binding.inSession());
  }

  private static String profile(String repositories) {
    return """
      <profiles>
        <profile>
          <id>berth</id>
          <repositories>
    %s      </repositories>
          <pluginRepositories>
    %s      </pluginRepositories>
        </profile>
      </profiles>
      <activeProfiles><activeProfile>berth</activeProfile></activeProfiles>
    """
        .formatted(
            repositories.replace("WHAT", "repository"),
            repositories.replace("WHAT", "pluginRepository"));
  }

  private String npm(Binding binding) {
    String address = binding.inSession();
    String key = binding.tools().scope().map(scope -> scope + ":registry").orElse("registry");
    return key
        + "="
        + address
        + "\n"
        + address.substring("http:".length())
        + ":_authToken="
        + token.reveal()
        + "\n";
  }

  /**
   * The first is the index, the others are looked at, too. pip sends everything through a proxy
   * that its settings name, also to this machine; the variables name it for all but that.
   */
  private String pip(String conf, List<Binding> pypi) {
    StringBuilder text = new StringBuilder();
    conf.lines()
        .filter(line -> !line.startsWith("proxy"))
        .forEach(line -> text.append(line).append('\n'));
    for (int i = 0; i < pypi.size(); i++) {
      text.append(i == 0 ? "index-url = " : i == 1 ? "extra-index-url =\n    " : "    ")
          .append("http://berth:")
          .append(token.reveal())
          .append('@')
          .append(pypi.get(i).inSession().substring("http://".length()))
          .append("simple/\n");
    }
    return text.toString();
  }
}
