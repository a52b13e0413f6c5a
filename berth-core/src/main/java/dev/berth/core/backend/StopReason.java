package dev.berth.core.backend;

/** Why a sandbox is asked to end. */
public enum StopReason {
  /** Its session is closing. */
  CLOSING,
  /** The host's disk is short. */
  DISK_FLOOR
}
