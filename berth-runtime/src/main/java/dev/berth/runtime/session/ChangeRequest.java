package dev.berth.runtime.session;

/**
 * What the control plane opened, or updated, on the forge.
 *
 * @param created false when there was one for this task already
 */
public record ChangeRequest(long number, String url, boolean created) {}
