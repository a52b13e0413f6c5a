package dev.berth.stacks.cloud;

/**
 * Sessions. Runtime sessions have no list in the API: {@link #list} answers those that the {@link
 * KnownSessions} name, as {@link Listing#known}, and {@link #look} answers {@link Look.Unknown} for
 * them unless their runtime is gone. Sessions of browsers and code interpreters are listed in full.
 */
public interface SessionPort extends CloudPort {}
