package dev.berth.stacks.cloud;

/**
 * Runtimes with their named endpoints, browsers, code interpreters, workload identities. {@link
 * #list} answers runtimes, browsers and interpreters with their network and creation date, which
 * costs one call each; where that call failed, the network is unknown. The endpoint {@code DEFAULT}
 * is not listed: it goes with its runtime and cannot be deleted. Runtimes, browsers and
 * interpreters that AWS itself owns are not listed.
 */
public interface RuntimePort extends CloudPort {}
