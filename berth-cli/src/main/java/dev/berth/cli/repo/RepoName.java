package dev.berth.cli.repo;

import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliException;
import picocli.CommandLine.Parameters;

/** The repository a command is about. */
public final class RepoName {
  @Parameters(index = "0", paramLabel = "OWNER/NAME", description = "The repository.")
  private String name = "";

  String text() {
    return name;
  }

  /**
   * Path of the repository in the API.
   *
   * @throws CliException when the argument is not of the form
   */
  String path() {
    return fill(Routes.REPO);
  }

  /** Path of what its sessions may reach, likewise. */
  String egressPath() {
    return fill(Routes.REPO_EGRESS);
  }

  private String fill(String template) {
    String[] parts = name.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw CliException.usage(
          "BAD_REPO_NAME",
          "\"" + name + "\" is not the name of a repository",
          "Write it like acme/shop.");
    }
    return Routes.fill(template, parts[0], parts[1]);
  }
}
