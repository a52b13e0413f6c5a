package dev.berth.core.gate;

import dev.berth.core.policy.Call;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells steps apart: SHA-256 of tool and input, the same whatever the order of the input's fields.
 */
public final class CallDigest {
  private CallDigest() {}

  /** In 64 hexadecimal digits. */
  public static String of(Call call) {
    StringBuilder text = new StringBuilder();
    text(text, call.tool());
    value(text, call.input());
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void value(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case null -> out.append("null;");
      case Map<?, ?> map -> {
        TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, each) -> sorted.put(String.valueOf(key), each));
        out.append('{');
        sorted.forEach(
            (key, each) -> {
              text(out, key);
              value(out, each);
            });
        out.append('}');
      }
      case List<?> list -> {
        out.append('[');
        list.forEach(each -> value(out, each));
        out.append(']');
      }
      case String text -> text(out, text);
      default -> {
        out.append('#');
        text(out, value.toString());
      }
    }
  }

  /** With its length: no two lists of texts look alike. */
  private static void text(StringBuilder out, String text) {
    out.append(text.length()).append(':').append(text);
  }
}
