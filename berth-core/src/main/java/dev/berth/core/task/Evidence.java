package dev.berth.core.task;

import dev.berth.core.error.ErrorCode;
import java.util.Optional;

/**
 * What the outcome is settled by. All of it is confirmed where it lives; only {@link #word} and
 * {@link #reason} are the agent's own.
 *
 * @param word what the agent said
 * @param reason the agent's typed reason, when it said error
 * @param message the agent's words, or the forge's reason for a refusal; bounded
 * @param changeRequest as the forge has it
 * @param changeRequestUrl where it is, when there is one
 * @param commits on the pushed branch beyond its base, as the forge has them
 * @param effect the workflow's effect
 * @param build Berth's own build of the pushed head
 */
public record Evidence(
    Word word,
    Optional<ErrorCode> reason,
    Optional<String> message,
    ChangeRequestFact changeRequest,
    Optional<String> changeRequestUrl,
    int commits,
    EffectFact effect,
    Build build) {

  /** No word, no commits, no effect, not built. */
  public static Evidence nothing(EffectFact effect) {
    return new Evidence(
        Word.NONE,
        Optional.empty(),
        Optional.empty(),
        ChangeRequestFact.NO,
        Optional.empty(),
        0,
        effect,
        Build.NOT_REQUIRED);
  }

  /** The same with these words for a person. */
  public Evidence withMessage(String text) {
    return new Evidence(
        word, reason, Optional.of(text), changeRequest, changeRequestUrl, commits, effect, build);
  }

  /** What the agent said about its work. */
  public enum Word {
    SUCCESS,
    ERROR,
    NONE
  }

  /** Whether the forge has a change request. */
  public enum ChangeRequestFact {
    YES,
    REFUSED,
    NO
  }

  /** What the workflow wants, and whether it is there. */
  public enum EffectFact {
    /** It wants a change request, which has its own fact. */
    WANTS_CHANGE_REQUEST,
    /** It wants an effect of its own (artifact, review, comment), confirmed where it lives. */
    CONFIRMED,
    /** It wants an effect of its own, which is not there. */
    MISSING
  }

  /** What Berth's own build of the pushed head says. */
  public enum Build {
    GREEN,
    RED,
    /** The workflow does not require it, or the repository has no build command. */
    NOT_REQUIRED
  }
}
