package dev.berth.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What HTTP allows in the head of an answer. */
final class HeaderFields {
  private static final String NAME_SIGNS = "!#$%&'*+-.^_`|~";
  private static final Set<String> OURS =
      caseless("Content-Type", "Content-Length", "Transfer-Encoding", "Connection");

  private HeaderFields() {}

  private static Set<String> caseless(String... names) {
    Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Collections.addAll(all, names);
    return Collections.unmodifiableSet(all);
  }

  static Map<String, String> with(Map<String, String> all, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(all);
    more.keySet().removeIf(name::equalsIgnoreCase);
    more.put(name, value);
    return more;
  }

  static Map<String, String> copy(Map<String, String> headers) {
    headers.forEach(HeaderFields::requireField);
    return headers.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  private static void requireField(String name, String value) {
    boolean token = !name.isEmpty() && name.chars().allMatch(HeaderFields::inName);
    if (!token || OURS.contains(name)) {
      throw new IllegalArgumentException("a header field cannot be named \"" + name + "\"");
    }
    requirePrintable("the header field " + name, value);
  }

  private static boolean inName(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || NAME_SIGNS.indexOf(c) >= 0;
  }

  static void requirePrintable(String what, String text) {
    if (text.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
      throw new IllegalArgumentException(what + " is printable ASCII");
    }
  }

  static void requireStatus(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is outside 200 to 599");
    }
  }
}
