package dev.berth.policy.call;

import dev.berth.core.policy.Call;
import dev.berth.core.policy.Policy.Question;
import dev.berth.policy.command.ShellReader;
import dev.berth.policy.effect.Deed;
import dev.berth.policy.effect.Does;
import dev.berth.policy.effect.Paths;
import dev.berth.policy.effect.Setting;
import dev.berth.policy.effect.Sql;
import dev.berth.policy.rule.Action;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says what a call would do. Thread-safe; bounded work, whatever it is given. */
public final class CallReader {
  private static final String NO_OID = "0";
  private static final String MCP_PREFIX = "mcp__";
  private static final int HTTPS = 443;

  /** What the call of a question would do. */
  public Deeds read(Question question, Setting setting) {
    Call call = question.call();
    Input input = new Input(call.input());
    return switch (call.tool().toLowerCase(Locale.ROOT)) {
      case "bash", "shell", "execute_bash" -> shell(input, setting);
      case "write", "write_file", "edit", "edit_file", "multiedit", "notebookedit" ->
          write(input, setting);
      case Call.GIT_PUSH -> push(input, setting);
      case Call.WEB_FETCH -> fetch(input);
      case "mcp_call" ->
          mcp(input.text("server").orElse(""), input.text("tool", "name").orElse(""), input);
      default -> other(call.tool(), input);
    };
  }

  private static Deeds shell(Input input, Setting setting) {
    Optional<String> line = input.text("command", "cmd");
    if (line.isEmpty()) {
      return of(List.of(Does.unreadable("")), input.canonical());
    }
    List<Deed> deeds = new ShellReader(setting).read(line.get());
    return of(deeds, "");
  }

  private static Deeds write(Input input, Setting setting) {
    Optional<String> path = input.text("path", "file_path", "notebook_path");
    Deed deed =
        path.map(value -> Does.write(Paths.normal(value), setting, Optional.empty()))
            .orElseGet(() -> Does.unresolvedWrite(setting, Optional.empty()));
    return of(List.of(deed), input.canonical("path", "file_path", "notebook_path"));
  }

  private static Deeds push(Input input, Setting setting) {
    String ref = input.text("ref").orElse("");
    String now = input.text("new_oid").orElse("");
    boolean delete = !now.isEmpty() && now.replace(NO_OID, "").isEmpty();
    List<Deed> deeds = new ArrayList<>();
    deeds.add(
        Does.push(
            new Does.Push(
                ref,
                input.text("remote").orElse("origin"),
                input.flag("force"),
                delete,
                ref.isEmpty()),
            setting,
            Optional.empty()));
    Set<String> links = Set.copyOf(input.texts("links"));
    input.texts("paths").stream()
        .distinct()
        .sorted()
        .forEach(
            path ->
                deeds.add(
                    links.contains(path)
                        ? Does.link(Paths.normal(path), setting)
                        : Does.write(Paths.normal(path), setting, Optional.empty())));
    return of(deeds, input.text("old_oid").orElse("") + " " + now);
  }

  private static Deeds fetch(Input input) {
    Optional<URI> url = input.text("url").flatMap(CallReader::uri);
    String host =
        input.text("host").or(() -> url.map(URI::getHost)).orElse("").toLowerCase(Locale.ROOT);
    long port =
        input
            .number("port")
            .orElseGet(
                () ->
                    url.filter(value -> value.getPort() > 0)
                        .map(value -> (long) value.getPort())
                        .orElse((long) HTTPS));
    return of(List.of(Does.fetch(host, port, Optional.empty())), input.canonical("host", "port"));
  }

  private static Optional<URI> uri(String text) {
    try {
      URI uri = URI.create(text.strip());
      return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  private static Deeds other(String tool, Input input) {
    if (tool.startsWith(MCP_PREFIX)) {
      String rest = tool.substring(MCP_PREFIX.length());
      int end = rest.indexOf("__");
      return end < 0
          ? mcp(rest, "", input)
          : mcp(rest.substring(0, end), rest.substring(end + 2), input);
    }
    Deed deed = new Deed(Action.INVOKE_TOOL, Optional.of(tool), false, Map.of(), Optional.empty());
    return of(List.of(deed), input.canonical());
  }

  private static Deeds mcp(String server, String tool, Input input) {
    Deed deed =
        new Deed(
            Action.MCP_CALL,
            Optional.of(server + "/" + tool),
            false,
            Map.of("server", server, "name", tool, "sql", Sql.destructive(input.all())),
            Optional.empty());
    return of(List.of(deed), input.canonical());
  }

  private static Deeds of(List<Deed> deeds, String rest) {
    StringBuilder text = new StringBuilder();
    deeds.forEach(deed -> text.append(deed.canonical()).append('\n'));
    text.append(rest);
    return new Deeds(deeds, sha256(text.toString()));
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
