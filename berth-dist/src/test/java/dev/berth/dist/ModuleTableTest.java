package dev.berth.dist;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the module table: which module may use which, and which libraries. Every module must have
 * classes to look at.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ModuleTableTest {
  private static final List<String> JDK =
      List.of("java..", "javax..", "jdk..", "com.sun.net.httpserver..");
  private static final List<String> JACKSON =
      List.of("tools.jackson..", "com.fasterxml.jackson.annotation..");

  /** Module, and what it may use besides the JDK, JSpecify and itself. */
  private static final Map<String, List<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("core", List.of()),
          Map.entry("init", List.of()),
          Map.entry("api", List.of("com.fasterxml.jackson.annotation..")),
          Map.entry("runtime", JACKSON),
          Map.entry(
              "store",
              with(
                  "core",
                  "org.jdbi..",
                  "com.zaxxer.hikari..",
                  "org.flywaydb..",
                  "org.sqlite..",
                  "org.postgresql..",
                  "tools.jackson..",
                  "org.slf4j..")),
          Map.entry("forge", with("core", "org.slf4j..", "tools.jackson..")),
          Map.entry("compute", with("core", "org.slf4j..")),
          Map.entry(
              "policy",
              with(
                  "core",
                  "com.cedarpolicy..",
                  "com.google.common.collect..",
                  "com.fasterxml.jackson.core..",
                  "tools.jackson..",
                  "org.slf4j..")),
          Map.entry(
              "engine",
              with(
                  "core",
                  "com.github.kagkarlsson..",
                  "tools.jackson..",
                  "org.slf4j..",
                  "io.github.resilience4j..",
                  "io.micrometer..")),
          Map.entry(
              "gateway",
              with(
                  "core",
                  "dev.berth.engine..",
                  "tools.jackson..",
                  "com.fasterxml.jackson.annotation..",
                  "io.javalin..",
                  "org.eclipse.jetty..",
                  "jakarta.servlet..",
                  "org.slf4j..",
                  "io.micrometer..",
                  "kotlin..")),
          Map.entry(
              "agent",
              List.of(
                  "dev.berth.runtime..",
                  "dev.langchain4j..",
                  "tools.jackson..",
                  "com.fasterxml.jackson.annotation..",
                  "org.slf4j..")),
          Map.entry(
              "stacks", with("core", "tools.jackson..", "org.slf4j..", "software.amazon.awssdk..")),
          Map.entry(
              "cli",
              List.of(
                  "dev.berth.api..",
                  "picocli..",
                  "tools.jackson..",
                  "com.fasterxml.jackson.annotation..")));

  private final Map<String, JavaClasses> read = new HashMap<>();

  private static List<String> with(String module, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("dev.berth." + module + "..");
    return all;
  }

  static List<String> modules() {
    return ALLOWED.keySet().stream().sorted().toList();
  }

  static List<String> everyModule() {
    List<String> all = new ArrayList<>(modules());
    all.addAll(List.of("server", "chaos", "dist"));
    return all;
  }

  private static Path root() {
    return Path.of(System.getProperty("berth.root", ".."));
  }

  /** Each module is read once for all rules. */
  private JavaClasses classesOf(String module) {
    return read.computeIfAbsent(module, ModuleTableTest::read);
  }

  private static JavaClasses read(String module) {
    Path classes = root().resolve("berth-" + module + "/target/classes");
    assertThat(Files.isDirectory(classes)).as("compiled classes of berth-%s", module).isTrue();
    JavaClasses found = new ClassFileImporter().importPath(classes);
    long count = found.stream().filter(c -> !c.getSimpleName().equals("package-info")).count();
    assertThat(count).as("classes of berth-%s", module).isPositive();
    return found;
  }

  @ParameterizedTest
  @MethodSource("modules")
  void usesOnlyWhatTheTableAllows(String module) {
    onlyWhatTheTableAllows(module).check(classesOf(module));
  }

  private static ArchRule onlyWhatTheTableAllows(String module) {
    List<String> allowed = new ArrayList<>(JDK);
    allowed.add("dev.berth." + module + "..");
    allowed.add("org.jspecify..");
    allowed.addAll(ALLOWED.getOrDefault(module, List.of()));
    return classes()
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .as("berth-" + module + " uses only what the module table allows");
  }

  @ParameterizedTest
  @MethodSource("everyModule")
  void livesInItsOwnPackagesNamedByFeature(String module) {
    JavaClasses classes = classesOf(module);
    classes().should().resideInAPackage("dev.berth." + module + "..").check(classes);
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..",
            "..utils..",
            "..helper..",
            "..helpers..",
            "..manager..",
            "..impl..",
            "..service..",
            "..dto..",
            "..common..")
        .check(classes);
  }

  @ParameterizedTest
  @MethodSource("everyModule")
  void takesTimeOnlyFromItsClock(String module) {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("SystemTime")
        .and()
        .haveSimpleNameNotEndingWith("Clock")
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .as("berth-" + module + " takes the time from its one clock class")
        .check(classesOf(module));
  }

  @ParameterizedTest
  @MethodSource("everyModule")
  void endsTheProcessOnlyInAMainClassAndLogsThroughSlf4j(String module) {
    JavaClasses classes = classesOf(module);
    List<String> exits =
        classes.stream()
            .flatMap(type -> type.getMethodCallsFromSelf().stream())
            .filter(call -> call.getTargetOwner().isEquivalentTo(System.class))
            .filter(
                call -> call.getName().equals("exit") && !call.getOrigin().getName().equals("main"))
            .map(Object::toString)
            .toList();
    assertThat(exits).as("calls of System.exit outside a main method").isEmpty();
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .check(classes);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.berth.stacks.aws..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.awssdk..")
        .check(classes);
  }

  @ParameterizedTest
  @MethodSource("modulesThatServeNothing")
  void leavesServingToServerAndGateway(String module) {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..")
        .check(classesOf(module));
  }

  static List<String> modulesThatServeNothing() {
    return everyModule().stream()
        .filter(module -> !module.equals("server") && !module.equals("gateway"))
        .toList();
  }

  /** Tests and benchmarks may use anything; every other directory of a module has its row here. */
  @Test
  void knowsEveryModule() throws IOException {
    try (Stream<Path> directories = Files.list(root())) {
      List<String> modules =
          directories
              .map(directory -> directory.getFileName().toString())
              .filter(name -> name.startsWith("berth-"))
              .map(name -> name.substring("berth-".length()))
              .filter(name -> !name.equals("testkit") && !name.equals("bench"))
              .toList();
      assertThat(modules).containsExactlyInAnyOrderElementsOf(everyModule());
    }
  }

  /** A table that holds whatever the classes are would hold nothing. */
  @Test
  void noticesAModuleThatUsesMoreThanItMay() {
    ArchRule coresRow = onlyWhatTheTableAllows("core");
    assertThatThrownBy(() -> coresRow.check(classesOf("engine")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("com.github.kagkarlsson");
  }
}
