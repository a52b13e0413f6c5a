package dev.berth.forge.mirror;

import dev.berth.core.forge.Mirror.Caller;
import dev.berth.core.forge.Mirror.PushReport.Outcome;
import dev.berth.core.forge.Mirror.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Writes what a pushing client is told: the report that git reads, and, where it takes them,
 * sentences for people, which it shows as {@code remote:} lines.
 */
record PushAnswerWriter(OutputStream out, boolean sideBand) implements Caller {
  private static final int REPORT_BAND = 1;
  private static final int MESSAGE_BAND = 2;
  private static final int LONGEST = 1000;

  void write(Optional<Refusal> unpack, List<Outcome> outcomes) throws IOException {
    if (sideBand) {
      for (Outcome outcome : outcomes) {
        if (outcome.refusal().isPresent()) {
          refused(outcome.ref(), outcome.refusal().get());
        }
      }
    }
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    PktLine.write(report, "unpack " + unpack.map(PushAnswerWriter::oneLine).orElse("ok") + "\n");
    for (Outcome outcome : outcomes) {
      PktLine.write(
          report,
          outcome
              .refusal()
              .map(why -> "ng " + outcome.ref() + " " + oneLine(why) + "\n")
              .orElse("ok " + outcome.ref() + "\n"));
    }
    PktLine.flush(report);
    if (sideBand) {
      band(REPORT_BAND, report.toByteArray());
      PktLine.flush(out);
    } else {
      report.writeTo(out);
    }
    out.flush();
  }

  /** As git shows it: a {@code remote:} line. */
  @Override
  public void say(String text) throws IOException {
    band(MESSAGE_BAND, (clean(text) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** An empty packet of the report's band, which is what git's own receive-pack sends. */
  @Override
  public void alive() throws IOException {
    PktLine.write(out, new byte[] {REPORT_BAND}, 0, 1);
    out.flush();
  }

  private void refused(String ref, Refusal refusal) throws IOException {
    String text =
        "Berth refused the push to %s: %s (%s)\n%s\n"
            .formatted(
                ref, clean(refusal.reason()), refusal.code().name(), refusal.code().remedy());
    band(MESSAGE_BAND, text.getBytes(StandardCharsets.UTF_8));
  }

  private void band(int band, byte[] data) throws IOException {
    for (int from = 0; from < data.length; from += PktLine.MAX_DATA - 1) {
      int length = Math.min(PktLine.MAX_DATA - 1, data.length - from);
      byte[] packet = new byte[length + 1];
      packet[0] = (byte) band;
      System.arraycopy(data, from, packet, 1, length);
      PktLine.write(out, packet, 0, packet.length);
    }
  }

  private static String oneLine(Refusal refusal) {
    return refusal.code().name() + ": " + clean(refusal.reason());
  }

  /** Reasons may quote paths and a forge's words: one line, no control characters. */
  private static String clean(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.substring(0, Math.min(line.length(), LONGEST));
  }
}
