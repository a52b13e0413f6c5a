package dev.berth.engine.cleanup;

import dev.berth.core.id.RepoId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.Place;

/** How the ledger names branches. */
public final class Branches {
  private Branches() {}

  /** The place of a forge's branches: any node that reaches the forge may judge them. */
  public static Place place(String forge) {
    return new Place.Cloud("forge", forge);
  }

  /** The handle of a branch, before it exists and after. */
  public static String handle(RepoId repo, String branch) {
    return repo.value() + " " + branch;
  }

  /** A branch as its lease names it. */
  record Named(RepoId repo, String branch) {
    static Named of(Lease lease) {
      String handle = lease.handle().orElseThrow();
      int space = handle.indexOf(' ');
      return new Named(new RepoId(handle.substring(0, space)), handle.substring(space + 1));
    }
  }
}
