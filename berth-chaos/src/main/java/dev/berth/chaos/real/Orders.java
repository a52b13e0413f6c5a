package dev.berth.chaos.real;

import dev.berth.chaos.Plant;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What one life of the server is to do, handed over as a file.
 *
 * @param seed of the faults in this life
 * @param faults whether calls are made to fail
 * @param plant the defect that is planted, if one is
 */
record Orders(long seed, boolean faults, Optional<Plant> plant) {
  private static final String FILE = "orders.properties";

  void write(Path control) throws IOException {
    Files.writeString(
        control.resolve(FILE),
        "seed="
            + seed
            + "\nfaults="
            + faults
            + "\nplant="
            + plant.map(Plant::wire).orElse("")
            + "\n");
  }

  static Orders read(Path control) throws IOException {
    Properties all = new Properties();
    all.load(new StringReader(Files.readString(control.resolve(FILE))));
    return new Orders(
        Long.parseLong(all.getProperty("seed")),
        Boolean.parseBoolean(all.getProperty("faults")),
        Plant.ofWire(all.getProperty("plant")));
  }
}
