package dev.sluice.ops.cli.demo;

import dev.sluice.shared.config.StartFailure;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What the pipeline splats needs that is not Java: COLMAP, without which there is no demo of it,
 * and splat-transform, without which its scene stays a PLY.
 *
 * @param environment of this process
 * @param target for what is fetched
 * @param say is told what a user should know
 */
record SplatsTools(Map<String, String> environment, Path target, Consumer<String> say) {
    static final String PIPELINE = "splats";
    private static final String COMPRESSOR = "splat-transform";

    /** Without a number npm takes 2.7.1 on Node 20, and says nothing. */
    private static final String PACKAGE = "@playcanvas/splat-transform@3.7.0";

    private static final String WHERE = "SPLAT_TRANSFORM";
    private static final int NPM_SECONDS = 120;

    /**
     * @throws StartFailure if it is not there, with how to get it
     */
    void requireColmap() {
        if (onPath("colmap").isEmpty()) {
            throw new StartFailure(
                    "splats needs the program colmap, which is not on the PATH; get it by"
                            + " `apt-get install colmap` (Debian, Ubuntu) or `brew install colmap`"
                            + " (macOS)");
        }
    }

    /**
     * Where splat-transform is: the user's, or npm's of the version that is known to do, fetched
     * now if need be, for a stage's program has no network. Empty if there is none, which is said.
     */
    Optional<Path> compressor() throws InterruptedException {
        Optional<Path> own =
                Optional.ofNullable(environment.get(WHERE))
                        .map(Path::of)
                        .or(() -> onPath(COMPRESSOR));
        if (own.isPresent()) {
            return own;
        }
        Path folder = target.resolve(COMPRESSOR);
        Path fetched = folder.resolve("node_modules").resolve(".bin").resolve(COMPRESSOR);
        if (!Files.isExecutable(fetched)) {
            Optional<String> why = fetch(folder);
            if (why.isPresent() || !Files.isExecutable(fetched)) {
                say.accept(
                        "The scene will be a PLY, which viewers read, too, and not a SOG: "
                                + why.orElse("npm left no " + fetched));
                return Optional.empty();
            }
        }
        return Optional.of(fetched);
    }

    /** Why not, if not. */
    private Optional<String> fetch(Path folder) throws InterruptedException {
        if (onPath("node").isEmpty() || onPath("npm").isEmpty()) {
            return Optional.of("there is no Node.js with npm on the PATH.");
        }
        say.accept("Fetching " + PACKAGE + " by npm …");
        Path log = target.resolve(COMPRESSOR + ".log");
        try {
            Files.createDirectories(folder);
            Process npm =
                    new ProcessBuilder(
                                    "npm",
                                    "install",
                                    "--prefix",
                                    folder.toString(),
                                    "--no-audit",
                                    "--no-fund",
                                    PACKAGE)
                            .redirectErrorStream(true)
                            .redirectInput(Redirect.from(new File("/dev/null")))
                            .redirectOutput(log.toFile())
                            .start();
            if (!npm.waitFor(NPM_SECONDS, TimeUnit.SECONDS)) {
                npm.destroy();
                return Optional.of("npm took over %d s; see %s".formatted(NPM_SECONDS, log));
            }
            return npm.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of("npm failed (%d); see %s".formatted(npm.exitValue(), log));
        } catch (IOException e) {
            return Optional.of("npm was not started: " + e.getMessage());
        }
    }

    /**
     * The pipeline as it ships, but that its last stage knows where splat-transform is.
     *
     * @param shipped the folder that has it
     * @return a repository of pipelines
     */
    Path repository(Path shipped, Optional<Path> compressor) {
        if (compressor.isEmpty()) {
            return shipped;
        }
        Path folder = target.resolve("pipelines").resolve(PIPELINE);
        try {
            String yaml = Files.readString(shipped.resolve("pipeline.yaml"));
            Map<Object, Object> pipeline = map(new Load(settings()).loadFromString(yaml));
            Map<Object, Object> stages = map(pipeline.get("stages"));
            Map<Object, Object> compress = map(stages.get("compress"));
            Map<Object, Object> options = map(compress.get("options"));
            options.remove("pass");
            options.put("environment", Map.of(WHERE, compressor.get().toString()));
            compress.put("options", options);
            stages.put("compress", compress);
            pipeline.put("stages", stages);
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("pipeline.yaml"),
                    new Dump(DumpSettings.builder().build()).dumpToString(pipeline));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
    }

    private static LoadSettings settings() {
        return LoadSettings.builder().setLabel("pipeline.yaml").build();
    }

    private static Map<Object, Object> map(@Nullable Object value) {
        Map<Object, Object> copy = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> members) {
            members.forEach(copy::put);
        }
        return copy;
    }

    /**
     * Whether a scene is one that splat-transform reads.
     *
     * @return how many splats it has; empty if it does not read it
     */
    static Optional<Long> readBack(Path compressor, Path scene, Path log)
            throws InterruptedException {
        Path back = scene.resolveSibling("read-back.ply");
        try {
            List<String> words = new ArrayList<>();
            words.add(compressor.toString());
            words.addAll(List.of("-w", scene.toString(), back.toString()));
            Process process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectInput(Redirect.from(new File("/dev/null")))
                            .redirectOutput(log.toFile())
                            .start();
            if (!process.waitFor(NPM_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
                return Optional.empty();
            }
            return process.exitValue() == 0 ? PlyHeader.vertices(back) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<Path> onPath(String program) {
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        return List.of(path.split(File.pathSeparator, -1)).stream()
                .map(folder -> Path.of(folder, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
