import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Formats every Java file of the project, or checks that it is formatted: {@code check | apply}.
 */
final class Format {
  private static final Path JAR = Path.of("target/format/google-java-format.jar");

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
    // An argument file keeps the command line short however many sources there are.
    Path list = Files.createTempFile("berth-format", ".txt");
    // One path per line and no quotes: the formatter splits at white space and knows no quoting.
    Files.write(list, files);
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
    System.exit(exit);
  }
}
