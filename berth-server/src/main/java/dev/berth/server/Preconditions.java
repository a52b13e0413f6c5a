package dev.berth.server;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server needs of its machine, checked before anything is made. */
final class Preconditions {
  private static final Pattern VERSION = Pattern.compile("git version (\\d+)\\.(\\d+).*");
  private static final int MAJOR = 2;
  private static final int MINOR = 34;

  private Preconditions() {}

  /**
   * @throws BerthException {@code GIT_MISSING}, {@code JDK_WRONG}
   */
  static void check(Installed installed) {
    requireJava(Runtime.version());
    String said = gitVersion(installed);
    Matcher version = VERSION.matcher(said);
    boolean good =
        version.matches()
            && (Integer.parseInt(version.group(1)) > MAJOR
                || Integer.parseInt(version.group(2)) >= MINOR);
    if (!good) {
      throw new BerthException(
          ErrorCode.GIT_MISSING, "needed is git 2.34 or later; 'git --version' says: " + said);
    }
  }

  /**
   * @throws BerthException {@code JDK_WRONG}
   */
  static void requireJava(Runtime.Version version) {
    if (version.feature() < 25) {
      throw new BerthException(ErrorCode.JDK_WRONG, "this is Java " + version);
    }
  }

  private static String gitVersion(Installed installed) {
    CommandRunner runner = new HostCommandRunner(installed.path());
    try {
      return runner.run(Command.of("git", "--version")).text();
    } catch (BerthException e) {
      throw new BerthException(ErrorCode.GIT_MISSING, "git cannot be run: " + e.detail(), e);
    }
  }
}
