package dev.berth.cli.command;

import dev.berth.cli.access.ApiKeyCommand;
import dev.berth.cli.apply.ApplyCommand;
import dev.berth.cli.audit.AuditCommand;
import dev.berth.cli.gate.ApproveCommand;
import dev.berth.cli.gate.DenyCommand;
import dev.berth.cli.gate.PendingCommand;
import dev.berth.cli.lease.LeasesCommand;
import dev.berth.cli.repo.RepoCommand;
import dev.berth.cli.task.ArtifactsCommand;
import dev.berth.cli.task.CancelCommand;
import dev.berth.cli.task.DiffCommand;
import dev.berth.cli.task.EventsCommand;
import dev.berth.cli.task.ListCommand;
import dev.berth.cli.task.LogsCommand;
import dev.berth.cli.task.NudgeCommand;
import dev.berth.cli.task.ReceiptCommand;
import dev.berth.cli.task.RetryCommand;
import dev.berth.cli.task.StatusCommand;
import dev.berth.cli.task.SubmitCommand;
import dev.berth.cli.task.WatchCommand;
import java.util.List;
import picocli.CommandLine;

/** The commands that work with a running server. */
public final class ClientCommands implements CommandSet {
  @Override
  public String title() {
    return "Tasks (on a running server)";
  }

  @Override
  public List<Entry> commands() {
    return List.of(
        new Entry("submit", "Submits a task"),
        new Entry("list", "Lists tasks, newest first"),
        new Entry("status", "Shows one task"),
        new Entry("watch", "Shows a task's progress until it ends"),
        new Entry("events", "Lists what happened to a task"),
        new Entry("logs", "Shows what the agent wrote"),
        new Entry("diff", "Shows the change a task made"),
        new Entry("artifacts", "Lists or fetches what a task delivered"),
        new Entry("apply", "Brings a task's commits into your repository, as a branch"),
        new Entry("nudge", "Tells the agent something between two turns"),
        new Entry("pending", "Lists the steps that wait for you to decide"),
        new Entry("approve", "Lets a step pass that waits for a person"),
        new Entry("deny", "Stops a step that waits for a person, and tells the agent why"),
        new Entry("cancel", "Cancels a task"),
        new Entry("retry", "Submits an ended task again"),
        new Entry("receipt", "Shows what was held and how it was given back"),
        new Entry("leases", "Lists what is held outside the database, and what is stuck"),
        new Entry("repo", "Onboards, lists and changes repositories"),
        new Entry("api-key", "Makes, lists and revokes API keys"),
        new Entry("audit", "Shows who decided, refused and changed what"));
  }

  @Override
  public CommandLine command(String name, CliContext context) {
    return switch (name) {
      case "submit" -> new CommandLine(new SubmitCommand(context));
      case "list" -> new CommandLine(new ListCommand(context));
      case "status" -> new CommandLine(new StatusCommand(context));
      case "watch" -> new CommandLine(new WatchCommand(context));
      case "events" -> new CommandLine(new EventsCommand(context));
      case "logs" -> new CommandLine(new LogsCommand(context));
      case "diff" -> new CommandLine(new DiffCommand(context));
      case "artifacts" -> new CommandLine(new ArtifactsCommand(context));
      case "apply" -> new CommandLine(new ApplyCommand(context));
      case "nudge" -> new CommandLine(new NudgeCommand(context));
      case "pending" -> new CommandLine(new PendingCommand(context));
      case "approve" -> new CommandLine(new ApproveCommand(context));
      case "deny" -> new CommandLine(new DenyCommand(context));
      case "cancel" -> new CommandLine(new CancelCommand(context));
      case "retry" -> new CommandLine(new RetryCommand(context));
      case "receipt" -> new CommandLine(new ReceiptCommand(context));
      case "leases" -> new CommandLine(new LeasesCommand(context));
      case "repo" -> RepoCommand.create(context);
      case "api-key" -> ApiKeyCommand.create(context);
      case "audit" -> AuditCommand.create(context);
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }
}
