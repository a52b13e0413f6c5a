package dev.berth.engine.job;

/**
 * A job that a worker has taken. It is this worker's as long as the row has this version and names
 * this worker: whoever declares it dead changes both.
 *
 * @param name the stored kind
 * @param failures how often in a row it has failed
 */
record Claim(String name, String key, String worker, long version, int failures) {}
