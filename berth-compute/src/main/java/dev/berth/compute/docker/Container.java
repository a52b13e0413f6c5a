package dev.berth.compute.docker;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;

/**
 * A container as its engine describes it.
 *
 * @param status the engine's word: {@code created}, {@code running}, {@code paused}, {@code
 *     exited}, ...
 * @param outOfMemory whether something in it was killed for lack of memory
 */
record Container(String id, String status, int exitCode, boolean outOfMemory, Labels labels) {
  private static final int FIELDS = 4;

  /**
   * Reads what the inspection's template printed.
   *
   * @throws BerthException {@code BACKEND_FAILED} when it is something else
   */
  static Container parse(String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length < FIELDS) {
      throw new BerthException(
          ErrorCode.BACKEND_FAILED, "the engine described a container so: " + line);
    }
    try {
      return new Container(
          fields[0].strip(),
          fields[1].strip(),
          Integer.parseInt(fields[2].strip()),
          Boolean.parseBoolean(fields[3].strip()),
          Labels.parse(fields, FIELDS));
    } catch (NumberFormatException e) {
      throw new BerthException(
          ErrorCode.BACKEND_FAILED, "the engine described a container so: " + line, e);
    }
  }

  boolean isPaused() {
    return status.equals("paused");
  }

  boolean isRunning() {
    return status.equals("running");
  }
}
