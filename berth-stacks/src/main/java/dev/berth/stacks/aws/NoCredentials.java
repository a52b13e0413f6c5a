package dev.berth.stacks.aws;

/** Nobody to call as. Never leaves the package. */
final class NoCredentials extends RuntimeException {
  NoCredentials(Throwable cause) {
    super("no credentials", cause);
  }
}
