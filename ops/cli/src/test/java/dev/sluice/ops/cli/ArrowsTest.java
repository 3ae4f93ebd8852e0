package dev.sluice.ops.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static dev.sluice.ops.cli.MainCode.CLASSES;
import static dev.sluice.ops.cli.MainCode.HOME;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import dev.sluice.ops.cli.MainCode.Module;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;

/** Arrows point one way: ops → worker, dispatcher → shared. Main code only. */
class ArrowsTest {
    /** What only {@code up} and {@code demo} have to do with. */
    private static final String[] WITH_EMULATORS = {
        "dev.sluice.ops.cli.up..", "dev.sluice.ops.cli.demo..", "dev.sluice.ops.cli.local.."
    };

    /** Otherwise the rules below would hold of nothing. */
    @ParameterizedTest
    @EnumSource(Module.class)
    void everyModuleIsLookedAt(Module module) throws IOException {
        long classes =
                CLASSES.stream().filter(c -> c.getPackageName().startsWith(module.root)).count();
        // Not the files of package-info; nested classes are more than make up for others.
        assertThat(classes).isGreaterThanOrEqualTo(module.sources().size() - packages(module));
    }

    private static long packages(Module module) throws IOException {
        return module.sources().stream().filter(f -> f.endsWith("package-info.java")).count();
    }

    @Test
    void noModuleIsForgotten() throws IOException {
        assertThat(Files.readString(HOME.resolve("pom.xml")).lines())
                .filteredOn(line -> line.contains("<module>"))
                .extracting(line -> line.replaceAll("</?module>", "").strip())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(
                                        Stream.of("ops/dynamodb-local"), // a POM alone
                                        Arrays.stream(Module.values()).map(m -> m.folder))
                                .toList());
    }

    @ParameterizedTest
    @EnumSource(Module.class)
    void aModuleUsesThoseItMayAndNoOthers(Module module) {
        String[] others =
                Arrays.stream(Module.values())
                        .filter(other -> other != module && !module.uses.contains(other))
                        .map(Module::packages)
                        .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(module.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    /** What runs on AWS must not need an emulator, not even its samples. */
    @Test
    void onlyUpAndDemoUseEmulators() {
        noClasses()
                .that()
                .resideInAPackage(Module.CLI.packages())
                .and()
                .resideOutsideOfPackages(WITH_EMULATORS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Module.LOCAL.packages(), "dev.sluice.ops.cli.local..")
                .check(CLASSES);
    }

    /** Behind one seam, so that nothing of it is loaded where nobody asks for spans. */
    @Test
    void onlyTracesUseOpenTelemetry() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sluice.shared.trace..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(CLASSES);
    }

    /** Each package is a slice, the module's own included. */
    @ParameterizedTest
    @EnumSource(Module.class)
    void packagesHaveNoCycles(Module module) {
        SlicesRuleDefinition.slices()
                .assignedFrom(packagesOf(module))
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    private static SliceAssignment packagesOf(Module module) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass each) {
                String name = each.getPackageName();
                // A benchmark is known to the list of all, and knows what all share: one package.
                boolean root = name.equals(module.root) && module != Module.BENCH;
                return root || name.startsWith(module.root + ".")
                        ? SliceIdentifier.of(name)
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages of " + module.root;
            }
        };
    }
}
