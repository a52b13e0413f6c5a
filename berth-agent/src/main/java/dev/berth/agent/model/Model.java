package dev.berth.agent.model;

import java.util.List;

/** A model that can call tools. */
@FunctionalInterface
public interface Model {
  /**
   * Asks for the next message of a conversation.
   *
   * @param system what the model is told about its job
   * @throws ModelException when there is no answer
   */
  ModelReply next(String system, List<ModelMessage> conversation) throws InterruptedException;
}
