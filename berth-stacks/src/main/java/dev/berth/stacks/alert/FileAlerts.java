package dev.berth.stacks.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The alerts that are open, in one JSON file that is replaced as a whole: {@code {"version": 1,
 * "open": [...]}}. Something that watches files can tell people. A file that cannot be read is
 * begun anew. Thread-safe within a process; the ledger's lock keeps processes apart.
 */
public final class FileAlerts implements AlertPort {
  private final Path file;

  public FileAlerts(Path file) {
    this.file = file.toAbsolutePath();
  }

  @Override
  public synchronized Delivery open(Alert alert) {
    return written(alert, true);
  }

  @Override
  public synchronized Delivery update(Alert alert) {
    return written(alert, false);
  }

  private Delivery written(Alert alert, boolean opens) {
    try {
      Map<String, JsonNode> open = read();
      if (!opens && !open.containsKey(alert.key())) {
        return new Delivery.Done();
      }
      ObjectNode node = AlertJson.of("open", alert);
      node.remove("action");
      open.put(alert.key(), node);
      write(open);
      return new Delivery.Done();
    } catch (IOException e) {
      return failed(e);
    }
  }

  @Override
  public synchronized Delivery resolve(String key, Instant at, String reason) {
    try {
      Map<String, JsonNode> open = read();
      if (open.remove(key) != null) {
        write(open);
      }
      return new Delivery.Done();
    } catch (IOException e) {
      return failed(e);
    }
  }

  private Delivery failed(IOException e) {
    return new Delivery.Failed(file.getFileName() + ": " + e);
  }

  private Map<String, JsonNode> read() throws IOException {
    Map<String, JsonNode> open = new TreeMap<>();
    try {
      JsonNode root = AlertJson.MAPPER.readTree(Files.readString(file));
      for (JsonNode one : root.path("open")) {
        open.put(one.path("key").asString(""), one);
      }
    } catch (NoSuchFileException | JacksonException e) {
      return new TreeMap<>();
    }
    return open;
  }

  private void write(Map<String, JsonNode> open) throws IOException {
    ObjectNode root = AlertJson.MAPPER.createObjectNode().put("version", 1);
    ArrayNode array = root.putArray("open");
    open.values().forEach(array::add);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    String text = AlertJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    Files.writeString(part, text + "\n", StandardCharsets.UTF_8);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
