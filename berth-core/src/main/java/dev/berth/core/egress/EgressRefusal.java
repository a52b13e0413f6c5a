package dev.berth.core.egress;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.repo.RepoName;
import java.util.Optional;

/** Why a session did not get to a host. The constant's name is stored: it stays. */
public enum EgressRefusal {
  NOT_LISTED("it is not on the repository's egress list"),
  OWN_DOOR("it has a door of its own at the gateway"),
  UNRESOLVED("its name does not resolve"),
  NOT_PUBLIC("it has no public address"),
  NOT_TLS("the connection does not begin with a TLS client hello"),
  NO_NAME("the TLS hello names no host"),
  OTHER_NAME("the TLS name differs from the host of the CONNECT"),
  HIDDEN_NAME("the TLS hello is encrypted (ECH), so its host cannot be seen"),
  HELLO_TOO_LARGE("the TLS hello is larger than 64 KiB"),
  HELLO_MALFORMED("the TLS hello is malformed"),
  SENT_TOO_MUCH("the session has sent as many bytes as it may"),
  RECEIVED_TOO_MUCH("the session has received as many bytes as it may"),
  BINDING_OFF("the repository's sessions may not use this registry"),
  RULE("a rule forbids it, or the human who was asked");

  private final String words;

  EgressRefusal(String words) {
    this.words = words;
  }

  /** The reason as a clause, without a full stop. */
  public String words() {
    return words;
  }

  /** Its code of the catalogue. */
  public ErrorCode code() {
    return switch (this) {
      case SENT_TOO_MUCH, RECEIVED_TOO_MUCH -> ErrorCode.EGRESS_BUDGET_SPENT;
      case NOT_LISTED,
          OWN_DOOR,
          UNRESOLVED,
          NOT_PUBLIC,
          NOT_TLS,
          NO_NAME,
          OTHER_NAME,
          HIDDEN_NAME,
          HELLO_TOO_LARGE,
          HELLO_MALFORMED,
          BINDING_OFF,
          RULE ->
          ErrorCode.EGRESS_DENIED;
    };
  }

  /** Whether an operator allows it with the command of {@link #command}. */
  public boolean isAllowable() {
    return this == NOT_LISTED || this == BINDING_OFF;
  }

  /** What an operator types to allow it; empty when that would not help. */
  public Optional<String> command(Optional<RepoName> repo, String host) {
    return repo.filter(_ -> isAllowable()).map(r -> "berth repo egress " + r + " allow " + host);
  }

  /**
   * What can be done about it, in a sentence.
   *
   * @param host as it would be allowed: with its port where that is not 443
   */
  public String remedy(Optional<RepoName> repo, String host) {
    return switch (this) {
      case NOT_LISTED, BINDING_OFF ->
          command(repo, host)
              .map(command -> "An operator can allow it: '" + command + "'.")
              .orElse("A task without a repository reaches no host.");
      case OWN_DOOR ->
          "Models and forges are reached by the gateway's own paths, never by the egress door.";
      case UNRESOLVED -> "Check the spelling; the name is resolved where the server runs.";
      case NOT_PUBLIC ->
          "A host inside your network is named in 'egress.private_hosts' of berth.yaml, too.";
      case NOT_TLS -> "Use https: nothing else leaves a session.";
      case NO_NAME, OTHER_NAME ->
          "Use a TLS client that names the very host that it connects to (SNI).";
      case HIDDEN_NAME -> "Switch encrypted client hello off in the tool.";
      case RULE -> "Reach the goal in another way; 'berth policy explain' shows the rules.";
      case HELLO_TOO_LARGE, HELLO_MALFORMED -> "Use another TLS client.";
      case SENT_TOO_MUCH -> "Send less; the limit is 'egress.session_sent' of berth.yaml.";
      case RECEIVED_TOO_MUCH ->
          "Fetch less, or use a cache ('sandbox.caches'); the limit is 'egress.session_received'"
              + " of berth.yaml.";
    };
  }
}
