package dev.berth.core.blob;

import dev.berth.core.id.TaskId;
import java.util.List;
import java.util.Optional;

/** Artifact rows, inside a unit of work. Names are unique per task without regard to case. */
public interface ArtifactStore {
  /** Adds or replaces the artifact of that name. */
  void put(Artifact artifact);

  Optional<Artifact> find(TaskId task, String name);

  List<Artifact> list(TaskId task);

  /** How many a task has, and how large they are together. */
  Sum sum(TaskId task);

  /** A number of artifacts and of bytes. */
  record Sum(long count, long bytes) {}
}
