package dev.berth.gateway.model;

import dev.berth.testkit.model.ModelFormat;
import dev.berth.testkit.model.ModelReply;
import dev.berth.testkit.model.ModelReply.Delivery;
import dev.berth.testkit.model.ModelReply.Says;
import dev.berth.testkit.model.ModelReply.Words;
import dev.berth.testkit.model.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Calls and answers of any shape, the same for the same seed. Not thread-safe. */
final class ReplyDice {
  private static final List<String> SCRAPS =
      List.of(
          "if (a < b) ", "Zürich ", "🛶🛶", "\n\n", "data: ", "\"}", "\u2028", "ok ", "\\u0000");
  private static final int[] STATUSES = {400, 401, 403, 408, 413, 422, 429, 500, 502, 503, 529};

  private final SplittableRandom random;

  ReplyDice(SplittableRandom random) {
    this.random = random;
  }

  ModelFormat format() {
    return random.nextBoolean() ? ModelFormat.OPENAI : ModelFormat.ANTHROPIC;
  }

  boolean streams() {
    return random.nextInt(3) > 0;
  }

  String text() {
    return String.join("", scraps(40));
  }

  private List<String> scraps(int most) {
    List<String> scraps = new ArrayList<>();
    for (int left = random.nextInt(1, most); left > 0; left--) {
      scraps.add(SCRAPS.get(random.nextInt(SCRAPS.size())));
    }
    return scraps;
  }

  /**
   * What the provider does.
   *
   * @param bytes of the request: no model counts more tokens than that
   */
  ModelReply reply(ModelFormat format, int bytes) {
    Tokens tokens = tokens(format, bytes);
    return switch (random.nextInt(20)) {
      case 0, 1 -> refuses();
      case 2 -> new ModelReply.HangsUp(tokens);
      default -> new Says(words(), tokens, delivery());
    };
  }

  private Tokens tokens(ModelFormat format, int bytes) {
    long read = random.nextInt(1, bytes);
    long cached = random.nextBoolean() ? 0 : random.nextLong(read);
    long written =
        format == ModelFormat.OPENAI || random.nextBoolean() ? 0 : random.nextLong(read - cached);
    return new Tokens(read - cached - written, cached, written, random.nextInt(0, 2_000));
  }

  private ModelReply refuses() {
    int status = STATUSES[random.nextInt(STATUSES.length)];
    return new ModelReply.Refuses(
        status,
        "some_error",
        random.nextInt(4) == 0 ? "prompt is too long: 9 tokens" : "no: " + ModelWorld.KEY,
        random.nextBoolean() ? Optional.of(7) : Optional.empty());
  }

  private Words words() {
    List<String> deltas = scraps(30);
    return new Words(
        deltas,
        random.nextInt(8) == 0,
        random.nextInt(12) > 0,
        random.nextInt(15) == 0 ? Optional.of(random.nextInt(deltas.size())) : Optional.empty());
  }

  private Delivery delivery() {
    List<Integer> flushes = new ArrayList<>();
    for (int at = random.nextInt(1, 200); at < 4_000; at += random.nextInt(1, 700)) {
      flushes.add(at);
    }
    return new Delivery(
        random.nextBoolean() ? flushes : List.of(),
        random.nextInt(4) == 0 ? Optional.of(random.nextInt(0, 4_000)) : Optional.empty(),
        Optional.empty(),
        random.nextBoolean());
  }
}
