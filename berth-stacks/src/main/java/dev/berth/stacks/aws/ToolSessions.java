package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of browsers or of code interpreters, which are listed by each of those.
 *
 * @param homes the browsers or interpreters
 */
record ToolSessions(Calls calls, Detailed homes, Listed listed, Asked asked, Stopped stopped)
    implements OneType {
  private static final String ENDED = "TERMINATED";

  /** A page of a home's sessions: the home's id, the page's token. */
  record Listed(AwsOperation operation, BiFunction<String, @Nullable String, Page<Item>> page) {}

  /** One session: the home's id, the session's. */
  record Asked(AwsOperation operation, BiFunction<String, String, Item> one) {}

  /** How it is stopped: the home's id, the session's. */
  record Stopped(AwsOperation operation, BiConsumer<String, String> one) {}

  @Override
  public Listing list() {
    return Within.list(homes.stubs(), this::of).listing(Function.identity());
  }

  private Pages.Gathered<Item> of(Item home) {
    Pages.Gathered<Item> all =
        new Pages(calls)
            .all(listed.operation(), token -> listed.page().apply(home.id().id(), token));
    if (all.failure().filter(why -> why.kind() == FailureKind.NOT_FOUND).isPresent()) {
      return new Pages.Gathered<>(List.of(), Optional.empty());
    }
    return new Pages.Gathered<>(
        all.elements().stream().filter(session -> !session.status().equals(ENDED)).toList(),
        all.failure());
  }

  @Override
  public Look look(ItemId id) {
    Within.Names names = Within.names(id, RuntimeSessions.BETWEEN);
    return switch (calls.make(
        asked.operation(), () -> asked.one().apply(names.outer(), names.inner()))) {
      case Result.Bad<Item> bad -> Outcome.notSeen(bad, AgentTypes.GONE);
      case Result.Good<Item>(Item session) ->
          session.status().equals(ENDED) && session.id().equals(id)
              ? new Look.Absent("status " + ENDED)
              : Outcome.only(asked.operation(), id, List.of(session));
    };
  }

  @Override
  public Answer delete(ItemId id) {
    Within.Names names = Within.names(id, RuntimeSessions.BETWEEN);
    return Outcome.answer(
        calls.make(
            stopped.operation(),
            () -> {
              stopped.one().accept(names.outer(), names.inner());
              return true;
            }),
        AgentTypes.GONE);
  }
}
