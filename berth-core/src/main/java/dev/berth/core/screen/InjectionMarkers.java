package dev.berth.core.screen;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds words and signs that pose as instructions of the system. In quotes, backticks, quoted or
 * indented lines they are what a text speaks about; outside they are what it says.
 */
final class InjectionMarkers {
  private static final String WORDS = "(?:[\\p{L}\\p{N}'-]{1,30}[\\s,]{1,5}){0,4}";

  private static final List<Pattern> PHRASES =
      List.of(
          Pattern.compile(
              "\\b(?:ignore|disregard|forget)\\s{1,5}"
                  + WORDS
                  + "(?:previous|prior|above|earlier|preceding|foregoing)\\s{1,5}"
                  + WORDS
                  + "(?:instructions?|prompts?|directions|guidelines|messages)\\b"),
          Pattern.compile(
              "\\b(?:ignore|disregard|forget)\\s{1,5}"
                  + WORDS
                  + "your\\s{1,5}"
                  + WORDS
                  + "(?:instructions?|system prompt|guidelines|guardrails|training)\\b"),
          Pattern.compile(
              "\\b(?:reveal|print|show|output|repeat|display|leak)\\s{1,5}"
                  + WORDS
                  + "your\\s{1,5}"
                  + WORDS
                  + "(?:system prompt|instructions|initial prompt|hidden prompt)\\b"),
          Pattern.compile(
              "\\byou are (?:now|no longer)\\s{1,5}"
                  + WORDS
                  + "(?:dan|jailbroken|unrestricted|developer mode|bound by)\\b"),
          Pattern.compile(
              "\\b(?:send|post|upload|exfiltrate)\\s{1,5}"
                  + WORDS
                  + "(?:environment variables|env vars|secrets|credentials|tokens|api keys)\\s{1,5}"
                  + "to\\s{1,5}https?://"));

  /** Signs of chat templates, and of the frame in which an agent gets its sources. */
  private static final Pattern SIGNS =
      Pattern.compile(
          "<\\|[a-z_]{2,30}\\|>|\\[/?INST]|<</?SYS>>|<(?:start|end)_of_turn>"
              + "|\\[source: [^\\]\\n]{0,80}|\\[end of source]",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern MENTIONED =
      Pattern.compile(
          "(?s)```.{0,20000}?(?:```|\\z)|`[^`\\n]{1,300}`|\"[^\"\\n]{1,300}\""
              + "|\u201c[^\u201d\\n]{1,300}\u201d|(?m:^(?:>| {4}|\\t).*$)");

  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}\\p{M}]");

  private InjectionMarkers() {}

  /** What the text says, as a finding: phrases, too, or signs only. */
  static Optional<Finding> said(String text, boolean phrases) {
    return find(spoken(text), phrases);
  }

  /** What stands in the text, wherever. */
  static Optional<Finding> anywhere(String text) {
    return find(text, true);
  }

  /** The text with signs that no template or frame reads. */
  static String defused(String text) {
    return SIGNS.matcher(text).replaceAll(m -> Matcher.quoteReplacement(apart(m.group())));
  }

  private static String apart(String sign) {
    return sign.charAt(0) + " " + sign.substring(1);
  }

  private static Optional<Finding> find(String text, boolean phrases) {
    Matcher sign = SIGNS.matcher(text);
    if (sign.find()) {
      return Optional.of(
          new Finding(
              Finding.What.INJECTION,
              lineOf(text, sign.start()),
              "a sign that marks a system's or an agent's words; put it in backticks to speak"
                  + " about it"));
    }
    if (!phrases) {
      return Optional.empty();
    }
    String plain = plain(text);
    for (Pattern phrase : PHRASES) {
      Matcher matcher = phrase.matcher(plain);
      if (matcher.find()) {
        return Optional.of(
            new Finding(
                Finding.What.INJECTION,
                lineOf(plain, matcher.start()),
                "tells an agent to turn against its instructions; put it in quotes to speak about"
                    + " it"));
      }
    }
    return Optional.empty();
  }

  /** Without what it only mentions; line ends stay where they are. */
  private static String spoken(String text) {
    return MENTIONED.matcher(text).replaceAll(m -> "\n".repeat(lines(m.group())));
  }

  private static int lines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  /**
   * One form for letters that look alike in width and style, without invisible ones and marks:
   * those go first, since putting very many marks in order takes very long.
   */
  private static String plain(String text) {
    return Normalizer.normalize(UNSEEN.matcher(text).replaceAll(""), Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT);
  }

  private static int lineOf(String text, int at) {
    return 1 + lines(text.substring(0, at));
  }
}
