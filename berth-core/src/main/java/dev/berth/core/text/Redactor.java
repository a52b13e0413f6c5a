package dev.berth.core.text;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what looks like a secret. A net, not a wall: what must not be known is kept
 * out of reach. Whoever decides about a text must see what it does, so that nothing is taken out
 * that a shell would run: the patterns take no blanks and no characters that mean something to it.
 */
public final class Redactor {
  /** What stands for a secret. */
  public static final String INSTEAD = "[redacted]";

  /** Each takes out its group {@code s}, or all of it. */
  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile(
              "-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?<s>(?:\\s*+[A-Za-z0-9+/=]{20,}+)++)"),
          Pattern.compile("\\bsk-[A-Za-z0-9_-]{20,}+"),
          Pattern.compile("\\bgh[pousr]_[A-Za-z0-9]{30,}+"),
          Pattern.compile("\\bgithub_pat_[A-Za-z0-9_]{30,}+"),
          Pattern.compile("\\bglpat-[A-Za-z0-9_-]{20,}+"),
          Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"),
          Pattern.compile("\\bxox[abeoprs]-[A-Za-z0-9-]{10,}+"),
          Pattern.compile("\\bAIza[0-9A-Za-z_-]{35}"),
          Pattern.compile("\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}+"),
          Pattern.compile("://[A-Za-z0-9._~%-]{0,64}:(?<s>[A-Za-z0-9._~%+=-]{3,200})@"),
          Pattern.compile(
              "(?i)\\b(?:bearer|basic|token)[ \"':]{1,3}(?<s>[A-Za-z0-9._~+/=-]{16,}+)"),
          Pattern.compile(
              "(?i)(?:password|passwd|secret|token|api[_-]?key|access[_-]?key)"
                  + "[\"']?\\s{0,2}[=:]\\s{0,2}[\"']?(?<s>[A-Za-z0-9._~+/=-]{8,}+)"));

  private Redactor() {}

  /** The text without secrets. */
  public static String redact(String text) {
    String clean = text;
    for (Pattern pattern : SECRETS) {
      clean = without(pattern, clean);
    }
    return clean;
  }

  private static String without(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      return text;
    }
    boolean named = pattern.namedGroups().containsKey("s");
    StringBuilder out = new StringBuilder();
    int from = 0;
    do {
      int start = named ? found.start("s") : found.start();
      out.append(text, from, start).append(INSTEAD);
      from = named ? found.end("s") : found.end();
    } while (found.find());
    return out.append(text.substring(from)).toString();
  }
}
