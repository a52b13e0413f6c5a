package dev.berth.chaos.real;

import dev.berth.chaos.fault.ForwardingForge;
import dev.berth.core.forge.Forge;
import dev.berth.core.repo.Repository;
import java.nio.file.Path;

/** The planted defect: of some pushes the effect comes twice, as another commit of the same. */
final class DoublePush extends ForwardingForge {
  /** One of so many. */
  private static final int SHARE = 2;

  DoublePush(Forge real) {
    super(real);
  }

  @Override
  public PushAnswer push(Repository repository, ForgePush push) {
    PushAnswer answer = super.push(repository, push);
    if (answer instanceof PushAnswer.Accepted && isChosen(push.newOid())) {
      Path forge = Path.of(repository.location());
      String again =
          PlainGit.run(
                  forge,
                  "-c",
                  "user.name=Lab",
                  "-c",
                  "user.email=lab@berth.invalid",
                  "commit-tree",
                  push.newOid() + "^{tree}",
                  "-p",
                  push.newOid(),
                  "-m",
                  "Once more")
              .getFirst();
      PlainGit.run(forge, "update-ref", push.ref(), again, push.newOid());
    }
    return answer;
  }

  private static boolean isChosen(String oid) {
    return Math.floorMod(oid.hashCode(), SHARE) == 0;
  }
}
