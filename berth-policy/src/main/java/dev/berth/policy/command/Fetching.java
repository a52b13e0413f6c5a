package dev.berth.policy.command;

import dev.berth.policy.shell.Value;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs that fetch from the web: which hosts, and which files they write. */
final class Fetching {
  private static final Set<String> KNOWN =
      Set.of("curl", "wget", "http", "https", "aria2c", "axel", "xh", "lynx");
  private static final Pattern URL =
      Pattern.compile(
          "(?:(https?|ftp)://)(?:[^/@\\s]*@)?(\\[[0-9a-fA-F:]+]|[^/:?#\\s]+)(?::([0-9]{1,5}))?.*",
          Pattern.DOTALL);

  private Fetching() {}

  static void look(String name, Programs.Run run, Found found) {
    if (!KNOWN.contains(name)) {
      return;
    }
    for (String word : run.arguments()) {
      Matcher url = URL.matcher(word);
      if (url.matches()) {
        String host = url.group(2).toLowerCase(Locale.ROOT);
        long usual = url.group(1).equals("https") ? 443 : 80;
        long port = url.group(3) == null ? usual : Long.parseLong(url.group(3));
        found.fetch(Value.isKnown(host) ? host : "", port, run.slot());
        if (name.equals("wget")
            || run.arguments().stream().anyMatch(w -> w.matches("-[a-zA-Z]*O|--remote-name"))) {
          found.writeIfKind(Programs.name(word.replaceFirst("[?#].*", "")), run.slot());
        }
      }
    }
  }
}
