package dev.berth.stacks.inventory;

/** Which port lists, looks at and deletes a type. */
public enum Area {
  STACKS,
  SESSIONS,
  RUNTIMES,
  NETWORK,
  LEFTOVERS,
  /** No port: seen only by name or tag, always kept. */
  NONE
}
