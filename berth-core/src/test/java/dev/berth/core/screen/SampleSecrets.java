package dev.berth.core.screen;

import java.util.List;
import java.util.random.RandomGenerator;

/** Made-up credentials of every certain form; put together here so that none stands in a file. */
final class SampleSecrets {
  private static final String ALNUM =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private SampleSecrets() {}

  /** One of each form. */
  static List<String> all(RandomGenerator random) {
    return List.of(
        "berth_" + some(random, 43),
        "berth_s_" + some(random, 43),
        "sk-" + "A1" + some(random, 30),
        "ghp_" + some(random, 36),
        "github_pat_" + some(random, 40),
        "glpat-" + some(random, 20),
        "AKIA" + "Q7" + upper(random, 14),
        "xoxb-" + some(random, 24),
        "AIza" + some(random, 35),
        "ya29." + some(random, 40),
        "sk_live_" + some(random, 24),
        "npm_" + some(random, 36),
        "dckr_pat_" + some(random, 27),
        "hf_" + some(random, 34),
        "SG." + some(random, 22) + "." + some(random, 43),
        "eyJ" + some(random, 20) + ".eyJ" + some(random, 30) + "." + some(random, 40),
        "-----BEGIN RSA PRIVATE KEY-----\n" + some(random, 64) + "\n-----END RSA PRIVATE KEY-----");
  }

  private static String some(RandomGenerator random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(ALNUM.charAt(random.nextInt(ALNUM.length())));
    }
    return text.toString();
  }

  private static String upper(RandomGenerator random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('A' + random.nextInt(26)));
    }
    return text.toString();
  }
}
