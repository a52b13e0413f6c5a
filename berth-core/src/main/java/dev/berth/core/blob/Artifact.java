package dev.berth.core.blob;

import dev.berth.core.id.TaskId;
import java.time.Instant;

/** A named file that a session delivered; the name is data, never a path on the host. */
public record Artifact(
    TaskId task, String name, String mediaType, String sha256, long size, Instant at) {}
