package dev.sluice.ops.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Arrows point one way: ops → worker, dispatcher → shared. Main code only. */
class ArrowsTest {
    private static final String SHARED = "dev.sluice.shared..";
    private static final String DISPATCHER = "dev.sluice.dispatcher..";
    private static final String WORKER = "dev.sluice.worker..";
    private static final String LOCAL = "dev.sluice.ops.local..";
    private static final String PROVISION = "dev.sluice.ops.provision..";
    private static final String FLEET = "dev.sluice.ops.fleet..";
    private static final String CLI = "dev.sluice.ops.cli..";

    private static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.sluice");

    /** Otherwise the rules below would hold of nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"shared", "dispatcher", "worker", "ops.local", "ops.cli"})
    void everyPartIsLookedAt(String part) {
        assertThat(ALL.stream().filter(c -> c.getPackageName().startsWith("dev.sluice." + part)))
                .hasSizeGreaterThan(10);
    }

    @Test
    void sharedDependsOnNoOtherPart() {
        check(SHARED, DISPATCHER, WORKER, "dev.sluice.ops..");
    }

    @Test
    void dispatcherDependsOnSharedAlone() {
        check(DISPATCHER, WORKER, "dev.sluice.ops..");
    }

    @Test
    void workerDependsOnSharedAlone() {
        check(WORKER, DISPATCHER, "dev.sluice.ops..");
    }

    @Test
    void emulatorsDependOnSharedAlone() {
        check(LOCAL, DISPATCHER, WORKER, PROVISION, FLEET, CLI);
    }

    @Test
    void provisioningDependsOnSharedAlone() {
        check(PROVISION, DISPATCHER, WORKER, LOCAL, FLEET, CLI);
    }

    @Test
    void fleetDependsOnSharedAlone() {
        check(FLEET, DISPATCHER, WORKER, LOCAL, PROVISION, CLI);
    }

    /** What runs on AWS must not need an emulator, not even its samples. */
    @Test
    void onlyUpAndDemoUseEmulators() {
        noClasses()
                .that()
                .resideInAPackage(CLI)
                .and()
                .resideOutsideOfPackages(
                        "dev.sluice.ops.cli.up..",
                        "dev.sluice.ops.cli.demo..",
                        "dev.sluice.ops.cli.local..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(LOCAL)
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage(CLI)
                .and()
                .resideOutsideOfPackages(
                        "dev.sluice.ops.cli.up..",
                        "dev.sluice.ops.cli.demo..",
                        "dev.sluice.ops.cli.local..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sluice.ops.cli.local..")
                .check(ALL);
    }

    @Test
    void namesSayTheJob() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveNameMatching(".*\\.(Base|Abstract)[A-Z][^.]*")
                .check(ALL);
    }

    @Test
    void onlyPauseSleeps() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Pause")
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "is Thread.sleep",
                                call ->
                                        call.getTarget().getOwner().isEquivalentTo(Thread.class)
                                                && call.getTarget().getName().equals("sleep")))
                .check(ALL);
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("dev.sluice.ops.cli.(*)..")
                .should()
                .beFreeOfCycles()
                .check(ALL);
    }

    @Test
    void noFileIsOver300Lines() throws IOException {
        Path home = Path.of(System.getProperty("sluice.home"));
        List<String> tooLong = new ArrayList<>();
        for (String part :
                List.of(
                        "shared",
                        "dispatcher",
                        "worker",
                        "ops/local",
                        "ops/provision",
                        "ops/cli")) {
            try (Stream<Path> files = Files.walk(home.resolve(part).resolve("src/main/java"))) {
                List<Path> sources = files.filter(f -> f.toString().endsWith(".java")).toList();
                assertThat(sources).as(part).isNotEmpty();
                for (Path source : sources) {
                    int lines = Files.readAllLines(source).size();
                    if (lines > 300) {
                        tooLong.add(home.relativize(source) + ": " + lines);
                    }
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    private static void check(String from, String... to) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to)
                .check(ALL);
    }
}
