package dev.berth.stacks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.berth.core.time.Time;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What decides reads nothing, writes nothing, and is told the time. */
final class PurityTest {
  private static final String[] PURE = {
    "dev.berth.stacks.inventory..", "dev.berth.stacks.verdict..", "dev.berth.stacks.plan.."
  };

  @Test
  void plannerVerdictsAndInventoryHaveNoClockAndNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .and()
        .haveSimpleNameNotEndingWith("Test")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.nio.file..",
            "java.net..",
            "java.util.concurrent..",
            "org.slf4j..",
            "tools.jackson..",
            "dev.berth.stacks.cloud..",
            "dev.berth.stacks.run..",
            "dev.berth.stacks.alert..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Time.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.time.InstantSource.class)
        .check(
            new ClassFileImporter()
                .importPackages(Arrays.stream(PURE).map(one -> one.replace("..", "")).toList()));
  }
}
