package dev.berth.store.repo;

import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoSettings;
import dev.berth.store.sql.Json;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A repository's settings as JSON. What is not chosen is not written. */
final class SettingsJson {
  private SettingsJson() {}

  static String text(RepoSettings settings) {
    Map<String, Object> map = new LinkedHashMap<>();
    settings.workflow().ifPresent(value -> map.put("workflow", value));
    settings.buildCommand().ifPresent(value -> map.put("build_command", value));
    settings.lintCommand().ifPresent(value -> map.put("lint_command", value));
    settings.maxRunning().ifPresent(value -> map.put("max_running", value));
    settings.tasks().maxTurns().ifPresent(value -> map.put("max_turns", value));
    settings.tasks().budgetMicroUsd().ifPresent(value -> map.put("budget_micro_usd", value));
    settings
        .tasks()
        .approvalTimeout()
        .ifPresent(value -> map.put("approval_timeout_ms", value.toMillis()));
    settings.protectedPaths().ifPresent(value -> map.put("protected_paths", value));
    settings.policy().ifPresent(value -> map.put("policy", value));
    map.put("models", settings.models());
    map.put("egress_hosts", settings.egress().hosts());
    map.put("egress_registries", settings.egress().registries());
    map.put("approvers", users(settings.approvers()));
    map.put("members", users(settings.members()));
    return Json.text(map);
  }

  static RepoSettings read(String text) {
    Map<String, Object> map = Json.map(text);
    return new RepoSettings(
        optionalText(map, "workflow"),
        optionalText(map, "build_command"),
        optionalText(map, "lint_command"),
        texts(map, "models"),
        new RepoSettings.TaskDefaults(
            number(map, "max_turns").map(Long::intValue),
            number(map, "budget_micro_usd"),
            number(map, "approval_timeout_ms").map(Duration::ofMillis)),
        new RepoSettings.Egress(texts(map, "egress_hosts"), texts(map, "egress_registries")),
        map.containsKey("protected_paths")
            ? Optional.of(texts(map, "protected_paths"))
            : Optional.empty(),
        texts(map, "approvers").stream().map(UserId::new).collect(Collectors.toSet()),
        texts(map, "members").stream().map(UserId::new).collect(Collectors.toSet()),
        number(map, "max_running").map(Long::intValue),
        optionalText(map, "policy"));
  }

  private static List<String> users(Collection<UserId> users) {
    return users.stream().map(UserId::value).sorted().toList();
  }

  private static Optional<String> optionalText(Map<String, Object> map, String key) {
    return Optional.ofNullable(map.get(key)).map(String::valueOf);
  }

  private static Optional<Long> number(Map<String, Object> map, String key) {
    return map.get(key) instanceof Number number
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  private static List<String> texts(Map<String, Object> map, String key) {
    return map.get(key) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
