package dev.berth.stacks.report;

import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.plan.Decision;
import dev.berth.stacks.plan.Plan;
import dev.berth.stacks.run.RunReport;
import dev.berth.stacks.run.Step;
import dev.berth.stacks.verdict.LeaseEstimate;
import java.util.Collection;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The report as JSON, version 1. Fields are only ever added within a version; instants are ISO 8601
 * in UTC, enum constants in lower case with dashes, ids {@code type:id}.
 */
public final class JsonReport {
  /** Grows when a field is removed or changes its meaning. */
  public static final int VERSION = 1;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonReport() {}

  /** The report, indented. */
  public static String of(RunReport report) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree(report));
  }

  /** The report with what the ledger knows under {@code ledger}, indented. */
  public static String of(RunReport report, LedgerStatus ledger) {
    ObjectNode root = tree(report);
    ledger.write(root.putObject("ledger"));
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  static ObjectNode tree(RunReport report) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("version", VERSION);
    root.put("run", report.run());
    root.put("mode", report.mode());
    root.put("startedAt", report.startedAt().toString());
    root.put("endedAt", report.endedAt().toString());
    root.put("exitCode", report.exitCode().number());
    root.put("exit", Words.code(report.exitCode()));
    report.nextLook().ifPresent(at -> root.put("nextLook", at.toString()));
    report.stopped().ifPresent(why -> root.put("stopped", why));
    ArrayNode refusals = root.putArray("refusals");
    report
        .refusals()
        .forEach(
            refusal ->
                refusals
                    .addObject()
                    .put("guard", Words.code(refusal.guard()))
                    .put("text", refusal.text()));
    ArrayNode warnings = root.putArray("warnings");
    report.warnings().forEach(warnings::add);
    ArrayNode steps = root.putArray("steps");
    report.steps().forEach(step -> step(steps.addObject(), step));
    report.plan().ifPresent(plan -> plan(root, plan));
    return root;
  }

  private static void step(ObjectNode node, Step step) {
    node.put("at", step.at().toString());
    node.put("id", step.id().toString());
    node.put("outcome", Words.code(step.outcome()));
    node.put("text", step.text());
  }

  private static void plan(ObjectNode root, Plan plan) {
    root.putObject("scope")
        .put("account", plan.scope().account())
        .put("region", plan.scope().region());
    root.put("planHash", plan.hash());
    ArrayNode gaps = root.putArray("gaps");
    plan.gaps()
        .forEach(
            (type, completeness) ->
                gaps.addObject().put("type", type.wire()).put("reason", completeness.reason()));
    ArrayNode deletes = root.putArray("deletes");
    plan.deletes().forEach(delete -> delete(deletes.addObject(), delete));
    ArrayNode waits = root.putArray("waits");
    plan.waits().forEach(wait -> wait(waits.addObject(), wait));
    ArrayNode keeps = root.putArray("keeps");
    plan.keeps()
        .forEach(
            keep ->
                item(keeps.addObject(), keep.item())
                    .put("reason", Words.code(keep.reason()))
                    .put("text", keep.text()));
    ArrayNode unknowns = root.putArray("unknowns");
    plan.unknowns()
        .forEach(
            unknown ->
                item(unknowns.addObject(), unknown.item())
                    .put("reason", Words.code(unknown.reason()))
                    .put("text", unknown.text()));
  }

  private static ObjectNode item(ObjectNode node, Item item) {
    node.put("id", item.id().toString());
    node.put("name", item.name());
    node.put("status", item.status());
    node.put("cost", Words.code(Words.cost(item)));
    item.createdAt().ifPresent(at -> node.put("createdAt", at.toString()));
    return node;
  }

  private static void delete(ObjectNode node, Decision.Delete delete) {
    item(node, delete.item());
    node.put("action", Words.action(delete.action()));
    node.put("wave", delete.wave());
    ids(node.putArray("after"), delete.after());
    ArrayNode proofs = node.putArray("proofs");
    delete.proofs().forEach(proof -> proofs.add(proof.toString()));
  }

  private static void wait(ObjectNode node, Decision.Wait wait) {
    item(node, wait.item());
    node.put("reason", Words.code(wait.reason()));
    node.put("since", wait.since().toString());
    node.put("stuck", wait.stuck());
    ids(node.putArray("blockers"), wait.blockers());
    wait.verdict().ifPresent(verdict -> node.put("verdict", verdict.toString()));
    wait.estimate().ifPresent(estimate -> estimate(node.putObject("estimate"), estimate));
  }

  private static void estimate(ObjectNode node, LeaseEstimate estimate) {
    node.put("start", estimate.start().toString());
    node.put("earliest", estimate.earliest().toString());
    node.put("latest", estimate.latest().toString());
    node.put("stuckAt", estimate.stuckAt().toString());
  }

  private static void ids(ArrayNode node, Collection<ItemId> ids) {
    ids.stream().sorted().forEach(id -> node.add(id.toString()));
  }
}
