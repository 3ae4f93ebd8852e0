package dev.sluice.ops.cli;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is shipped, as classes and as sources. */
final class MainCode {
    /** The repository. */
    static final Path HOME = Path.of(System.getProperty("sluice.home"));

    static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.sluice");

    private MainCode() {}

    /** A module, by its folder, and what it may use beside the libraries that its POM names. */
    enum Module {
        TESTING("ops/testing", "dev.sluice.testing"),
        SHARED("shared", "dev.sluice.shared"),
        DISPATCHER("dispatcher", "dev.sluice.dispatcher", SHARED),
        WORKER("worker", "dev.sluice.worker", SHARED),
        LOCAL("ops/local", "dev.sluice.ops.local", SHARED),
        PROVISION("ops/provision", "dev.sluice.ops.provision", SHARED),
        FLEET("ops/fleet", "dev.sluice.ops.fleet", SHARED),
        DEPLOY("ops/deploy", "dev.sluice.ops.deploy", SHARED, PROVISION),
        PLAN("ops/plan", "dev.sluice.ops.plan", SHARED, DEPLOY),
        DOCTOR("ops/doctor", "dev.sluice.ops.doctor", SHARED, WORKER, PROVISION),
        DASHBOARD("ops/dashboard", "dev.sluice.ops.dashboard", SHARED, DISPATCHER, FLEET),
        API("ops/api", "dev.sluice.ops.api", SHARED, DISPATCHER, FLEET, DASHBOARD),
        MODELS("ops/models", "dev.sluice.ops.models", SHARED, WORKER),
        FLAKES("ops/flakes", "dev.sluice.ops.flakes", SHARED, WORKER, LOCAL, MODELS),
        BENCH("ops/bench", "dev.sluice.ops.bench", SHARED, WORKER, LOCAL, PROVISION),
        CLI(
                "ops/cli",
                "dev.sluice.ops.cli",
                SHARED,
                DISPATCHER,
                WORKER,
                LOCAL,
                PROVISION,
                FLEET,
                DEPLOY,
                PLAN,
                DOCTOR,
                DASHBOARD,
                API,
                MODELS,
                FLAKES,
                BENCH);

        final String folder;
        final String root;
        final List<Module> uses;

        Module(String folder, String root, Module... uses) {
            this.folder = folder;
            this.root = root;
            this.uses = List.of(uses);
        }

        /** For ArchUnit: its packages. */
        String packages() {
            return root + "..";
        }

        /** Its main sources. */
        List<Path> sources() throws IOException {
            return MainCode.sources(HOME.resolve(folder).resolve("src/main/java"));
        }
    }

    /** All Java files below a folder; there must be some. */
    static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> sources = files.filter(f -> f.toString().endsWith(".java")).toList();
            if (sources.isEmpty()) {
                throw new IllegalStateException("no sources in " + folder);
            }
            return sources;
        }
    }
}
