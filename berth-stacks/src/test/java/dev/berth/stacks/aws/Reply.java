package dev.berth.stacks.aws;

/**
 * What the stub does with one request.
 *
 * @param type of the error, for the header that some protocols have; empty text for none
 */
record Reply(Manner manner, int status, String type, String body) {
  /** How an answer arrives. */
  enum Manner {
    WHOLE,
    /** The connection is closed instead of an answer. */
    DROPPED,
    /** Nothing comes, until the client gives up. */
    SILENT,
    /** Half of the body comes, then the connection is closed. */
    CUT
  }

  static Reply ok(String body) {
    return new Reply(Manner.WHOLE, 200, "", body);
  }

  static Reply status(int status, String body) {
    return new Reply(Manner.WHOLE, status, "", body);
  }

  static Reply dropped() {
    return new Reply(Manner.DROPPED, 0, "", "");
  }

  static Reply silent() {
    return new Reply(Manner.SILENT, 0, "", "");
  }

  static Reply cut(String body) {
    return new Reply(Manner.CUT, 200, "", body);
  }

  /** An error as this operation's service writes it. */
  static Reply error(AwsOperation operation, int status, String code, String message) {
    return switch (operation.service()) {
      case EC2 ->
          status(
              status,
              "<?xml version=\"1.0\"?><Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>r</RequestID></Response>"
                  .formatted(code, message));
      case CLOUDFORMATION, STS ->
          status(
              status,
              "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>r</RequestId></ErrorResponse>"
                  .formatted(code, message));
      case S3 ->
          status(
              status,
              "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
                  .formatted(code, message));
      case AGENTCORE, AGENTCORE_CONTROL ->
          new Reply(Manner.WHOLE, status, code, "{\"message\":\"%s\"}".formatted(message));
      case LOGS, ECR, SECRETS ->
          status(status, "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(code, message));
    };
  }
}
