package dev.berth.compute.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Who agents are to the kernel: never root. A server of root gives its workspaces to 1000; any
 * other server's agents are its own user, since it can give nothing away.
 */
record AgentUser(int uid, int gid, boolean mayGive) {
  private static final int USUAL = 1000;

  static AgentUser detect() throws IOException {
    Path self = Path.of("/proc/self");
    int uid = (Integer) Files.getAttribute(self, "unix:uid");
    int gid = (Integer) Files.getAttribute(self, "unix:gid");
    return uid == 0 ? new AgentUser(USUAL, USUAL, true) : new AgentUser(uid, gid, false);
  }

  /** A directory, still empty, becomes the agent's. */
  void give(Path directory) throws IOException {
    if (mayGive) {
      Files.setAttribute(directory, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(directory, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** As the engine takes it. */
  String text() {
    return uid + ":" + gid;
  }
}
