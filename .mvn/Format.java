import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Formats every Java file of the project, or checks that it is formatted: {@code check | apply}.
 * Contents that this formatter once left as they were are remembered by their hash and not looked
 * at again.
 */
final class Format {
  private static final Path JAR = Path.of("target/format/google-java-format.jar");
  private static final Path KNOWN = Path.of("target/format/formatted.txt");

  public static void main(String[] args) throws IOException, InterruptedException {
    boolean check = args.length > 0 && args[0].equals("check");
    List<String> files;
    try (Stream<Path> tree = Files.walk(Path.of("."))) {
      files =
          tree.filter(p -> p.toString().endsWith(".java"))
              .map(p -> Path.of(".").relativize(p).toString())
              .filter(p -> !p.contains("/target/") && !p.startsWith("target/"))
              .sorted()
              .toList();
    }
    Set<String> known = known();
    List<String> unknown = new ArrayList<>();
    for (String file : files) {
      if (!known.contains(hash(file))) {
        unknown.add(file);
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    // An argument file keeps the command line short however many sources there are.
    Path list = Files.createTempFile("berth-format", ".txt");
    // One path per line and no quotes: the formatter splits at white space and knows no quoting.
    Files.write(list, unknown);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(JAR.toString());
    command.addAll(check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
    command.add("@" + list);
    int exit = new ProcessBuilder(command).directory(new File(".")).inheritIO().start().waitFor();
    Files.delete(list);
    if (exit != 0 && check) {
      System.err.println("The files above are not formatted. Format them with: ./.mvn/format");
    }
    if (exit == 0) {
      for (String file : files) {
        known.add(hash(file));
      }
      Files.write(KNOWN, known);
    }
    System.exit(exit);
  }

  private static Set<String> known() throws IOException {
    return Files.exists(KNOWN) ? new TreeSet<>(Files.readAllLines(KNOWN)) : new TreeSet<>();
  }

  /** Of the content and of the formatter, so that a new version looks at everything again. */
  private static String hash(String file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Long.toString(Files.size(JAR)).getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(Path.of(file))));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
