package dev.berth.core.lease;

import dev.berth.core.id.SessionId;

/** For whom a thing is held. */
public sealed interface LeaseOwner {
  record OfSession(SessionId session) implements LeaseOwner {}

  record OfStack(String stack) implements LeaseOwner {}

  record OfInstallation() implements LeaseOwner {}
}
