package dev.berth.init.work;

/**
 * What session init does for an agent.
 *
 * @param url of the git door
 * @param base the commit that the work begins at
 * @param defaultBranch what the repository calls its main line
 * @param branch the session's
 * @param start the ref of a tree to begin from, left uncommitted on top of the base; empty for none
 * @param push whether what the agent leaves is committed and pushed
 * @param message of that commit, with its trailers
 */
public record WorkOrder(
    String url,
    String base,
    String defaultBranch,
    String branch,
    String start,
    boolean push,
    String message) {}
