package dev.berth.core.screen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what certainly has the form of a credential: issuers gave it a prefix so that it can be
 * found. A net, not a wall: what an agent must not know is kept out of its sandbox. Thread-safe.
 */
final class SecretForms {
  /** Stands where a secret stood. */
  private static final String INSTEAD = "[redacted]";

  /** A letter or digit before it would make it the end of a longer word. */
  private static final String START = "(?<![A-Za-z0-9])";

  private static final String MIXED = "(?=[A-Za-z0-9_-]{0,80}[0-9])(?=[A-Za-z0-9_-]{0,80}[A-Z])";

  private static final List<Form> CERTAIN =
      List.of(
          form("a key of this installation", "berth_(?:s_)?[A-Za-z0-9_-]{43}"),
          form("a model provider's key", "sk-" + MIXED + "[A-Za-z0-9_-]{20,250}"),
          form("a GitHub token", "gh[pousr]_[A-Za-z0-9]{30,255}"),
          form("a GitHub token", "github_pat_[A-Za-z0-9_]{30,255}"),
          form("a GitLab token", "glpat-[A-Za-z0-9_-]{20,100}"),
          form("an AWS access key", "(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])"),
          form(
              "an AWS secret key",
              "(?i:aws_secret_access_key|secretaccesskey)[\"']?\\s{0,4}[:=]\\s{0,4}[\"']?"
                  + "[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])"),
          form("a Slack token", "xox[abeoprs]-[A-Za-z0-9-]{10,250}"),
          form(
              "a Slack webhook",
              "hooks\\.slack\\.com/services/T[A-Za-z0-9]{5,20}/B[A-Za-z0-9]{5,20}/"
                  + "[A-Za-z0-9]{16,40}"),
          form("a Google key", "AIza[0-9A-Za-z_-]{35}"),
          form("a Google token", "ya29\\.[0-9A-Za-z_-]{20,300}"),
          form("a Stripe key", "(?:sk|rk)_live_[A-Za-z0-9]{20,250}"),
          form("an npm token", "npm_[A-Za-z0-9]{36}"),
          form("a PyPI token", "pypi-AgE[A-Za-z0-9_-]{30,300}"),
          form("a Docker token", "dckr_pat_[A-Za-z0-9_-]{20,60}"),
          form("a Hugging Face token", "hf_[A-Za-z0-9]{34}"),
          form("a SendGrid key", "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"),
          form("an Azure storage key", "AccountKey=[A-Za-z0-9+/]{80,100}={0,2}"),
          form(
              "a signed token (JWT)",
              "eyJ[A-Za-z0-9_-]{10,4000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10,1000}"));

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----");

  private static final Pattern PEM_END =
      Pattern.compile("-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----");

  /** Within so many characters a key begins: there may be lines about its encryption before it. */
  private static final int PEM_HEAD = 400;

  private static final Pattern PEM_BODY = Pattern.compile("[A-Za-z0-9+/]{24}");

  /** What documentation writes in the place of a key. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?i)example|xxxxx|placeholder|your[_-]|00000000|12345678901234567890");

  private SecretForms() {}

  /** A secret's place in a text. */
  record Hit(int start, int end, String what) {}

  /**
   * Those of which the form is certain, in order; what documentation uses in their place is not.
   */
  static List<Hit> certain(String text) {
    List<Hit> hits = new ArrayList<>(pem(text));
    for (Form form : CERTAIN) {
      Matcher matcher = form.pattern().matcher(text);
      while (matcher.find()) {
        if (!PLACEHOLDER.matcher(matcher.group()).find()) {
          hits.add(new Hit(matcher.start(), matcher.end(), form.what()));
        }
      }
    }
    hits.sort(Comparator.comparingInt(Hit::start));
    return hits;
  }

  /** The text without those that are certain. */
  static String without(String text) {
    List<Hit> hits = certain(text);
    StringBuilder out = new StringBuilder(text.length());
    int copied = 0;
    for (Hit hit : hits) {
      if (hit.end() <= copied) {
        continue;
      }
      if (hit.start() >= copied) {
        out.append(text, copied, hit.start()).append(INSTEAD);
      }
      copied = hit.end();
    }
    return out.append(text, copied, text.length()).toString();
  }

  /** A key without its end reaches to the end of the text. */
  private static List<Hit> pem(String text) {
    List<Hit> hits = new ArrayList<>();
    Matcher begin = PEM.matcher(text);
    Matcher end = PEM_END.matcher(text);
    int from = 0;
    while (begin.find(from)) {
      int body = Math.min(text.length(), begin.end() + PEM_HEAD);
      if (PEM_BODY.matcher(text).region(begin.end(), body).find()) {
        from = end.find(begin.end()) ? end.end() : text.length();
        hits.add(new Hit(begin.start(), from, "a private key"));
      } else {
        from = begin.end();
      }
    }
    return hits;
  }

  private static Form form(String what, String pattern) {
    return new Form(what, Pattern.compile(START + pattern));
  }

  private record Form(String what, Pattern pattern) {}
}
