package dev.berth.runtime;

import java.time.Duration;

/**
 * A task that keeps the agent busy.
 *
 * @param name as it was opened
 * @param age since it was opened
 */
public record OpenTask(String name, Duration age) {}
