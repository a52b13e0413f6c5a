package dev.berth.server;

import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;

/** Questions about repositories that need tasks. */
final class Repositories {
  private Repositories() {}

  /** How many tasks of a repository have not ended. */
  static long openTasks(Database database, Repository repository) {
    return database.read(tx -> tx.tasks().countOpen(repository.id()));
  }
}
