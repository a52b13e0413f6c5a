package dev.berth.store.sqlite;

import dev.berth.core.store.Database;
import dev.berth.testkit.store.Samples;
import java.nio.file.Path;

/** A process that stores tasks without end and prints the id of each after its commit. */
final class Committer {
  private Committer() {}

  public static void main(String[] args) {
    Database database = SqliteExtension.open(Path.of(args[0]));
    Samples samples = new Samples();
    while (true) {
      System.out.println(database.write(samples::storedTask).id());
      System.out.flush();
    }
  }
}
