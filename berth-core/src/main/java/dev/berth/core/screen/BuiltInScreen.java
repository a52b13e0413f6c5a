package dev.berth.core.screen;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The screen that needs nothing and answers the same every time (decision 150). What a person here
 * says is refused when it carries a secret or what nobody can see; what strangers wrote goes on,
 * made harmless and labelled. Thread-safe.
 */
public final class BuiltInScreen implements ContentScreen {
  /** Characters of a text that are looked through; above every limit of what people send. */
  static final int TEXT = 64 * 1024;

  /** Bytes of an attachment that is text. */
  static final int ATTACHMENT = 1024 * 1024;

  private static final String CUT = "\n[the rest was cut off by the content screen]";

  @Override
  public Verdict look(Content content) {
    return switch (content) {
      case Content.Order order -> order(order);
      case Content.Foreign foreign -> foreign(foreign.text());
      case Content.Attachment attachment -> attachment(attachment);
    };
  }

  private static Verdict order(Content.Order order) {
    if (order.text().length() > TEXT) {
      return tooLarge(TEXT + " characters");
    }
    List<Finding> found = carried(order.text());
    // In a nudge "forget my earlier instructions" is what a nudge is for.
    boolean phrases =
        switch (order.kind()) {
          case SUBMISSION -> true;
          case NUDGE -> false;
        };
    InjectionMarkers.said(order.text(), phrases).ifPresent(found::add);
    return found.isEmpty() ? new Verdict.Clean() : new Verdict.Blocked(found);
  }

  /** Whoever could make this a refusal could stop a task with a comment. */
  private static Verdict foreign(String text) {
    boolean tooLong = text.length() > TEXT;
    String looked = tooLong ? text.substring(0, TEXT) : text;
    List<Finding> found = carried(looked);
    InjectionMarkers.anywhere(looked).ifPresent(found::add);
    if (tooLong) {
      found.add(new Finding(Finding.What.SIZE, 1, "cut to " + TEXT + " characters"));
    }
    if (found.isEmpty()) {
      return new Verdict.Clean();
    }
    String harmless = InjectionMarkers.defused(SecretForms.without(HiddenCharacters.shown(looked)));
    return new Verdict.Tainted(tooLong ? harmless + CUT : harmless, found);
  }

  private static Verdict attachment(Content.Attachment attachment) {
    if (attachment.bytes().length > ATTACHMENT) {
      return tooLarge(ATTACHMENT + " bytes");
    }
    Optional<String> text = text(attachment.bytes());
    if (text.isEmpty()) {
      return new Verdict.Blocked(
          List.of(
              new Finding(
                  Finding.What.UNSCREENED,
                  1,
                  "not text in UTF-8, which cannot be looked through")));
    }
    List<Finding> found = carried(attachment.name() + "\n" + text.get());
    if (!found.isEmpty()) {
      return new Verdict.Blocked(found);
    }
    // Logs and documents speak in many voices: what they say is information.
    return InjectionMarkers.anywhere(text.get())
        .<Verdict>map(f -> new Verdict.Tainted(InjectionMarkers.defused(text.get()), List.of(f)))
        .orElseGet(Verdict.Clean::new);
  }

  /** Secrets and what people cannot see. */
  private static List<Finding> carried(String text) {
    List<Finding> found = new ArrayList<>();
    SecretForms.certain(text).stream()
        .limit(5)
        .map(
            hit ->
                new Finding(
                    Finding.What.SECRET,
                    1 + (int) text.substring(0, hit.start()).chars().filter(c -> c == '\n').count(),
                    "looks like " + hit.what()))
        .forEach(found::add);
    found.addAll(HiddenCharacters.find(text));
    return found;
  }

  private static Verdict tooLarge(String most) {
    return new Verdict.Blocked(List.of(new Finding(Finding.What.SIZE, 1, "more than " + most)));
  }

  private static Optional<String> text(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
