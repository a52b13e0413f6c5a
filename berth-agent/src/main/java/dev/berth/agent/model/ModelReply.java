package dev.berth.agent.model;

/**
 * One answer of the model.
 *
 * @param inputTokens as the provider counted; 0 when it did not say
 * @param outputTokens as the provider counted; 0 when it did not say
 * @param cutOff whether the answer ended because it grew too long
 */
public record ModelReply(
    ModelMessage.Assistant message, int inputTokens, int outputTokens, boolean cutOff) {}
