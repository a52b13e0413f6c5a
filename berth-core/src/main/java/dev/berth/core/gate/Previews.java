package dev.berth.core.gate;

import dev.berth.core.policy.Call;
import dev.berth.core.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a step does, in one line for people. */
public final class Previews {
  /** The fields that say what a tool does, in this order. */
  private static final List<String> TELLING =
      List.of("command", "file_path", "path", "url", "host", "query");

  private Previews() {}

  /** Of {@link Gate#PREVIEW} characters at most; safe to print. */
  public static String of(Call call) {
    return SafeText.line(words(call), Gate.PREVIEW);
  }

  private static String words(Call call) {
    if (call.tool().equals(Call.GIT_PUSH)) {
      return push(call.input());
    }
    List<String> words = new ArrayList<>(List.of(call.tool()));
    Optional<String> telling =
        TELLING.stream().flatMap(field -> text(call.input(), field).stream()).findFirst();
    if (telling.isPresent()) {
      return call.tool() + ": " + telling.get();
    }
    new TreeMap<>(call.input()).forEach((name, value) -> words.add(name + "=" + value));
    return String.join(" ", words);
  }

  private static String push(Map<String, Object> input) {
    String force = Boolean.TRUE.equals(input.get("force")) ? " --force" : "";
    String oids =
        text(input, "old_oid").map(Previews::shortened).orElse("new")
            + ".."
            + text(input, "new_oid").map(Previews::shortened).orElse("gone");
    String paths =
        input.get("paths") instanceof List<?> list && !list.isEmpty() ? " touching " + list : "";
    return "git push" + force + " " + text(input, "ref").orElse("?") + " " + oids + paths;
  }

  private static String shortened(String oid) {
    return oid.length() > 12 ? oid.substring(0, 12) : oid;
  }

  private static Optional<String> text(Map<String, Object> input, String field) {
    return input.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
