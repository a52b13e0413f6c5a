package dev.berth.agent.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The demo's sample repository: a small Java program with one bug and a failing test, built by a
 * shell script with nothing but a JDK. Needs no class of the agent, so that it loads quickly.
 */
public final class DemoSample {
  private static final String ROOT = "/dev/berth/agent/demo/";

  /**
   * Path in the repository, by path of the resource; build tools leave out resources named {@code
   * .gitignore}.
   */
  private static final Map<String, String> FILES =
      Map.of(
          "README.md", "README.md",
          "gitignore", ".gitignore",
          "build.sh", "build.sh",
          "src/main/java/shop/Order.java", "src/main/java/shop/Order.java",
          "src/main/java/shop/OrderLine.java", "src/main/java/shop/OrderLine.java",
          "src/main/java/shop/Tax.java", "src/main/java/shop/Tax.java",
          "src/test/java/shop/OrderTest.java", "src/test/java/shop/OrderTest.java");

  /** What a person would ask for. */
  public static final String TASK =
      "The build is red: an order with a net price of 50 cents is charged 59 cents instead of 60."
          + " Find out why and fix it.";

  /** The command that builds and tests the sample. */
  public static final String BUILD_COMMAND = "./build.sh";

  /** Which bug the sample has. */
  public enum Bug {
    /** The tax drops fractions of a cent; {@link #fixTranscript} repairs it. */
    TAX,
    /**
     * The discount begins a piece too late; the transcript does not know of it, and the check must
     * find that out.
     */
    DISCOUNT
  }

  private DemoSample() {}

  /** The files of the sample by their path, {@code build.sh} to be made executable. */
  public static Map<String, String> files(Bug bug) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      files.put(file.getValue(), text("sample/" + file.getKey()));
    }
    switch (bug) {
      case TAX -> {
        // The sample as it stands.
      }
      case DISCOUNT -> {
        for (String path :
            new String[] {"src/main/java/shop/Order.java", "src/main/java/shop/Tax.java"}) {
          files.put(path, text("variants/discount/" + path));
        }
      }
    }
    return files;
  }

  /** Writes the sample into a directory, which is created; nothing is committed. */
  public static void writeTo(Path directory, Bug bug) throws IOException {
    for (Map.Entry<String, String> file : files(bug).entrySet()) {
      Path target = directory.resolve(file.getKey());
      Files.createDirectories(directory);
      Path parent = target.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(target, file.getValue());
      if (file.getKey().endsWith(".sh")) {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  /** The transcript that repairs {@link Bug#TAX}. */
  public static String fixTranscript() throws IOException {
    return text("fix-tax.transcript.yaml");
  }

  /** The transcript of a task without a repository. */
  public static String answerTranscript() throws IOException {
    return text("answer.transcript.yaml");
  }

  private static String text(String name) throws IOException {
    try (InputStream in = DemoSample.class.getResourceAsStream(ROOT + name)) {
      if (in == null) {
        throw new IOException("the agent's jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
