package dev.berth.server.config;

import dev.berth.gateway.egress.Registries;
import dev.berth.gateway.registry.Binding;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the operator's private registries: {@code registries.NAME.KEY}. */
final class RegistriesReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
  private static final Pattern MIRROR_OF = Pattern.compile("[A-Za-z0-9*!:,._-]{1,200}");
  private static final Pattern SCOPE = Pattern.compile("@[a-z0-9][a-z0-9._-]{0,99}");
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT");
  private static final long MOST_BYTES = 4L << 30;

  private final ConfigReader reader;
  private final String prefix;

  private RegistriesReader(ConfigReader reader, String prefix) {
    this.reader = reader;
    this.prefix = prefix;
  }

  /** All of them; what is wrong is told to the reader. */
  static List<Binding> read(ConfigReader reader) {
    Registries known = Registries.builtIn();
    List<Binding> bindings = new ArrayList<>();
    for (String name : reader.childrenOf("registries.")) {
      String key = "registries." + name;
      if (!NAME.matcher(name).matches()) {
        reader.problem(key, "a name has lower-case letters, digits and '-', 63 at most");
      } else if (known.isKnown(name)) {
        reader.problem(key, "a list of public hosts has this name; choose another");
      }
      new RegistriesReader(reader, key + ".").one(name).ifPresent(bindings::add);
    }
    return List.copyOf(bindings);
  }

  /** Reads every key, whatever is wrong with the others. */
  private Optional<Binding> one(String name) {
    Optional<Binding.Kind> kind = kind();
    Optional<Binding.Credential> credential = credential();
    Optional<URI> url = url(credential.isPresent());
    Set<String> methods = methods();
    Set<String> redirects = redirectHosts();
    long bytes = bytes();
    Binding.Tools tools = tools(kind);
    return kind.flatMap(
        k ->
            url.map(
                base -> new Binding(name, k, base, methods, credential, redirects, bytes, tools)));
  }

  private Optional<Binding.Kind> kind() {
    String text = reader.find(prefix + "type").orElse("");
    for (Binding.Kind kind : Binding.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(kind);
      }
    }
    reader.problem(prefix + "type", "expected one of maven, npm, pypi, files");
    return Optional.empty();
  }

  /** A credential in the clear is the operator's decision, not an oversight. */
  private Optional<URI> url(boolean credential) {
    String key = prefix + "url";
    boolean clear =
        switch (reader.find(prefix + "allow_http").orElse("false")) {
          case "true" -> true;
          case "false" -> false;
          default -> {
            reader.problem(prefix + "allow_http", "expected true or false");
            yield false;
          }
        };
    String text = reader.find(key).orElse("");
    try {
      URI url = new URI(text.endsWith("/") ? text : text + "/");
      boolean plain =
          url.getHost() != null
              && url.getUserInfo() == null
              && url.getQuery() == null
              && url.getFragment() == null
              && !url.getRawPath().contains("/.")
              && !url.getRawPath().contains("//")
              && Set.of("http", "https").contains(String.valueOf(url.getScheme()));
      if (plain && credential && !clear && "http".equals(url.getScheme())) {
        reader.problem(
            key, "the credential would go in the clear; use https, or say 'allow_http: true'");
        return Optional.empty();
      }
      if (plain) {
        return Optional.of(url);
      }
    } catch (URISyntaxException notAUrl) {
      // told below, together with what is a URI and no address of a registry
    }
    reader.problem(key, "expected an address such as https://nexus.example.com/repository/maven/");
    return Optional.empty();
  }

  private Optional<Binding.Credential> credential() {
    Optional<String> user = reader.find(prefix + "user");
    Optional<String> password = reader.find(prefix + "password_variable");
    Optional<String> token = reader.find(prefix + "token_variable");
    if (token.isPresent() && (user.isPresent() || password.isPresent())) {
      reader.problem(prefix + "token_variable", "name a token, or a user and a password; not both");
    } else if (user.isPresent() != password.isPresent()) {
      reader.problem(
          prefix + "user", "a user comes with 'password_variable', and that with a user");
    } else if (user.filter(u -> u.indexOf(':') >= 0 || u.isBlank()).isPresent()) {
      reader.problem(prefix + "user", "expected a user's name without a colon");
    }
    return token
        .<Binding.Credential>map(Binding.Credential.Bearer::new)
        .or(() -> user.flatMap(u -> password.map(p -> new Binding.Credential.Basic(u, p))));
  }

  private Set<String> methods() {
    Optional<String> text = reader.find(prefix + "methods");
    if (text.isEmpty()) {
      return Set.of("GET", "HEAD");
    }
    Set<String> methods = new HashSet<>(ValueForms.list(text.get()));
    if (methods.isEmpty() || !METHODS.containsAll(methods)) {
      reader.problem(prefix + "methods", "expected a list of GET, HEAD, POST, PUT");
      return Set.of("GET", "HEAD");
    }
    return methods;
  }

  private Set<String> redirectHosts() {
    Set<String> hosts =
        new HashSet<>(ValueForms.list(reader.find(prefix + "redirect_hosts").orElse("")));
    hosts.stream()
        .filter(host -> !HOST.matcher(host).matches())
        .forEach(host -> reader.problem(prefix + "redirect_hosts", "'" + host + "' is not a host"));
    return hosts;
  }

  private long bytes() {
    String key = prefix + "max_bytes";
    Optional<String> text = reader.find(key);
    if (text.isEmpty()) {
      return MOST_BYTES;
    }
    try {
      return ValueForms.bytes(text.get());
    } catch (IllegalArgumentException | ArithmeticException e) {
      reader.problem(key, "expected a size such as 512MiB or 2GiB");
      return MOST_BYTES;
    }
  }

  private Binding.Tools tools(Optional<Binding.Kind> kind) {
    Optional<String> mirror = reader.find(prefix + "mirror_of");
    Optional<String> scope = reader.find(prefix + "scope");
    if (mirror.isPresent() && kind.filter(k -> k == Binding.Kind.MAVEN).isEmpty()) {
      reader.problem(prefix + "mirror_of", "is for registries of the type maven");
    }
    if (mirror.filter(text -> !MIRROR_OF.matcher(text).matches()).isPresent()) {
      reader.problem(prefix + "mirror_of", "expected what Maven takes, such as central or *");
    }
    if (scope.isPresent() && kind.filter(k -> k == Binding.Kind.NPM).isEmpty()) {
      reader.problem(prefix + "scope", "is for registries of the type npm");
    }
    if (scope.filter(text -> !SCOPE.matcher(text).matches()).isPresent()) {
      reader.problem(prefix + "scope", "expected a scope such as @acme");
    }
    return new Binding.Tools(mirror, scope);
  }
}
