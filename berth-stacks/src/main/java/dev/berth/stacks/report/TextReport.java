package dev.berth.stacks.report;

import dev.berth.stacks.inventory.Cost;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.plan.Decision;
import dev.berth.stacks.plan.KeepReason;
import dev.berth.stacks.plan.Plan;
import dev.berth.stacks.run.RunReport;
import dev.berth.stacks.run.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The report for people: what would go or went, what is waited for and until when, what stays and
 * why, what it costs meanwhile, and what to do next. Foreign text is made safe for a terminal.
 */
public final class TextReport {
  private final StringBuilder text = new StringBuilder();
  private final RunReport report;
  private final boolean everything;
  private final Optional<LedgerStatus> ledger;

  private TextReport(RunReport report, boolean everything, Optional<LedgerStatus> ledger) {
    this.report = report;
    this.everything = everything;
    this.ledger = ledger;
  }

  /**
   * The report, ending in a line break.
   *
   * @param everything whether things that are not ours are listed one by one instead of counted
   */
  public static String of(RunReport report, boolean everything) {
    return of(report, everything, Optional.empty());
  }

  /**
   * The report with what the ledger knows.
   *
   * @param everything whether things that are not ours are listed one by one instead of counted
   */
  public static String of(RunReport report, boolean everything, Optional<LedgerStatus> ledger) {
    TextReport writer = new TextReport(report, everything, ledger);
    writer.write();
    return writer.text.toString();
  }

  private void write() {
    report
        .plan()
        .ifPresentOrElse(
            plan -> line("%s in %s, run %s".formatted(report.mode(), plan.scope(), report.run())),
            () -> line("%s, run %s".formatted(report.mode(), report.run())));
    report.refusals().forEach(refusal -> line("REFUSED  %s".formatted(refusal.text())));
    report.warnings().forEach(warning -> line("WARNING  %s".formatted(warning)));
    report.stopped().ifPresent(why -> line("STOPPED  %s".formatted(why)));
    ledger.ifPresent(status -> status.lines().forEach(this::line));
    steps();
    report.plan().ifPresent(this::plan);
    next();
  }

  private void steps() {
    List<Step> told =
        report.steps().stream().filter(step -> step.outcome() != Step.Outcome.RETRIED).toList();
    section("Done", told, step -> row(Words.code(step.outcome()), step.id() + "  " + step.text()));
  }

  private void plan(Plan plan) {
    if (report.mode().equals("status")) {
      section(
          "Left, and to go with the next run",
          plan.deletes(),
          delete -> row("left", name(delete.item()) + cost(delete.item())));
    } else {
      section("To delete, in this order", plan.deletes(), this::delete);
    }
    section("Waiting", plan.waits(), this::wait);
    section(
        "Unknown, and therefore kept",
        plan.unknowns(),
        unknown -> row(Words.code(unknown.reason()), name(unknown.item()) + "  " + unknown.text()));
    keeps(plan.keeps());
    plan.gaps()
        .forEach(
            (type, completeness) ->
                line("NOT READ COMPLETELY  %s: %s".formatted(type.wire(), completeness.reason())));
    cost(plan);
  }

  private void delete(Decision.Delete delete) {
    row("wave " + delete.wave(), name(delete.item()) + "  " + Words.action(delete.action()));
    delete.proofs().forEach(proof -> line("             because %s".formatted(Words.proof(proof))));
  }

  private void wait(Decision.Wait wait) {
    Instant now = report.endedAt();
    String blockers =
        wait.blockers().isEmpty()
            ? ""
            : "  by "
                + wait.blockers().stream()
                    .sorted()
                    .map(Object::toString)
                    .collect(Collectors.joining(", "));
    String until =
        wait.estimate()
            .map(
                estimate ->
                    "  gone in %s to %s"
                        .formatted(
                            Words.duration(Duration.between(now, estimate.earliest())),
                            Words.duration(Duration.between(now, estimate.latest()))))
            .orElse("");
    row(
        wait.stuck() ? "STUCK" : Words.code(wait.reason()),
        name(wait.item())
            + blockers
            + "  since "
            + wait.since()
            + (wait.stuck() ? "" : until)
            + cost(wait.item()));
  }

  private static String cost(Item item) {
    return switch (Words.cost(item)) {
      case FREE -> "";
      case HOURLY -> "  billed by the hour";
      case STORED -> "  billed while it is stored";
    };
  }

  private void keeps(List<Decision.Keep> keeps) {
    List<Decision.Keep> told =
        keeps.stream().filter(keep -> everything || keep.reason() != KeepReason.NOT_OURS).toList();
    section(
        "Kept",
        told,
        keep -> row(Words.code(keep.reason()), name(keep.item()) + "  " + keep.text()));
    int others = keeps.size() - told.size();
    if (others > 0) {
      line("%d other things are not ours".formatted(others));
    }
  }

  /** Says which case it is: residue that costs, or an empty shell that does not. */
  private void cost(Plan plan) {
    Map<String, Long> hourly = new TreeMap<>();
    plan.decisions().values().stream()
        .filter(
            decision -> decision instanceof Decision.Delete || decision instanceof Decision.Wait)
        .map(Decision::item)
        .filter(item -> Words.cost(item) == Cost.HOURLY)
        .forEach(item -> hourly.merge(item.type().wire(), 1L, Long::sum));
    boolean anything = !plan.deletes().isEmpty() || !plan.waits().isEmpty();
    if (!hourly.isEmpty()) {
      line("Billed by the hour meanwhile: %s".formatted(hourly));
    } else if (anything) {
      line("Nothing of this is billed by the hour.");
    }
  }

  private void next() {
    line("");
    line("%s (exit code %d)".formatted(Words.code(report.exitCode()), report.exitCode().number()));
    report
        .plan()
        .filter(plan -> report.mode().equals("plan") && !plan.deletes().isEmpty())
        .filter(plan -> report.refusals().isEmpty())
        .ifPresent(
            plan ->
                line(
                    ("To carry this out, with the same options: `berth sweep apply %1$s`, or of one"
                            + " stack `--apply %1$s`")
                        .formatted(plan.hash())));
    report
        .nextLook()
        .filter(at -> !report.mode().equals("plan"))
        .ifPresent(
            at ->
                line(
                    "Then: `berth sweep plan`, or for one stack `berth stack destroy`; both show"
                        + " first."));
    report.nextLook().ifPresent(at -> line("Looking again is useful at %s.".formatted(at)));
  }

  private static String name(Item item) {
    boolean named = !item.name().isEmpty() && !item.id().id().contains(item.name());
    return item.id() + (named ? " '" + item.name() + "'" : "");
  }

  private <T> void section(String title, List<T> rows, Consumer<T> row) {
    if (!rows.isEmpty()) {
      line("");
      line("%s (%d)".formatted(title, rows.size()));
      rows.forEach(row);
    }
  }

  private void row(String first, String rest) {
    line("  %-16s %s".formatted(first, rest));
  }

  private void line(String line) {
    text.append(Words.safe(line)).append('\n');
  }
}
