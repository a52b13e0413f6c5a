package dev.berth.init.work;

/**
 * What session init does for an agent.
 *
 * @param url of the git door
 * @param base the commit that the work begins at
 * @param defaultBranch what the repository calls its main line
 * @param branch the session's
 * @param push whether what the agent leaves is committed and pushed
 * @param message of that commit, with its trailers
 */
public record WorkOrder(
    String url, String base, String defaultBranch, String branch, boolean push, String message) {}
