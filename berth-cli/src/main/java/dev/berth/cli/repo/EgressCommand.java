package dev.berth.cli.repo;

import dev.berth.api.repo.ChangeEgressRequest;
import dev.berth.api.repo.EgressDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth repo egress}. */
@Command(
    name = "egress",
    description = {
      "Shows what sessions of a repository may reach and what they were refused, and allows or"
          + " denies it with one word. It holds for running sessions at once.",
      "",
      "  berth repo egress acme/shop",
      "  berth repo egress acme/shop allow docs.example.com",
      "  berth repo egress acme/shop allow maven-central",
      "  berth repo egress acme/shop deny docs.example.com"
    })
public final class EgressCommand extends ServerCommand {
  @Mixin private RepoName repo = new RepoName();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "allow|deny WORD",
      description =
          "What to do with hosts (docs.example.com, docs.example.com:8443, *.example.com) or"
              + " registries (maven-central, npm, ...).")
  private List<String> words = new ArrayList<>();

  @Option(names = "--allow", split = ",", paramLabel = "WORD", description = "Allows these.")
  private List<String> allow = new ArrayList<>();

  @Option(names = "--deny", split = ",", paramLabel = "WORD", description = "Denies these.")
  private List<String> deny = new ArrayList<>();

  public EgressCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    ChangeEgressRequest change = change();
    String path = repo.egressPath();
    boolean asks = change.allow() == null && change.deny() == null;
    Answer<EgressDetail> answer =
        asks
            ? work.api().get(path, EgressDetail.class)
            : work.api().send(ApiRequest.of("POST", path).withBody(change), EgressDetail.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      new EgressView(work).print(answer.value(), !asks);
    }
    return ExitCode.DONE;
  }

  /** The words in both ways of writing them. */
  private ChangeEgressRequest change() {
    List<String> allowed = new ArrayList<>(allow);
    List<String> denied = new ArrayList<>(deny);
    if (!words.isEmpty()) {
      List<String> rest = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "allow" -> allowed.addAll(rest);
        case "deny" -> denied.addAll(rest);
        default ->
            throw CliException.usage(
                "BAD_ACTION",
                "\"" + words.getFirst() + "\" is neither allow nor deny",
                "Write it like: berth repo egress " + repo.text() + " allow docs.example.com");
      }
      if (rest.isEmpty()) {
        throw CliException.usage(
            "MISSING_WORD",
            "nothing is named to " + words.getFirst(),
            "Name a host or a registry; 'berth repo egress " + repo.text() + "' lists both.");
      }
    }
    return new ChangeEgressRequest(
        allowed.isEmpty() ? null : allowed, denied.isEmpty() ? null : denied);
  }
}
