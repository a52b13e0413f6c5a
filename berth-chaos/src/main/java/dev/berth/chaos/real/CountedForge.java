package dev.berth.chaos.real;

import dev.berth.chaos.fault.ForwardingForge;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.forge.Forge;
import dev.berth.core.repo.Repository;

/** Writes down each change request that was opened. Pushes are counted where they arrive. */
final class CountedForge extends ForwardingForge {
  private final Journal journal;

  CountedForge(Forge real, Journal journal) {
    super(real);
    this.journal = journal;
  }

  @Override
  public Opened openChangeRequest(Repository repository, ChangeRequest.Draft draft) {
    Opened opened = super.openChangeRequest(repository, draft);
    if (opened.created()) {
      journal.write(Journal.CHANGE_REQUEST + draft.task().value());
    }
    return opened;
  }
}
