package dev.sluice.shared.pipeline;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.TextFile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of the models, for whoever runs them: there, and what {@code model.sha256} beside a
 * model says they are, as {@code sha256sum} writes it or, beside one model, as the sum alone. Of a
 * release in a folder of its own, each file there is what the release says.
 */
public final class ModelFiles {
    private static final String SUMS = "model.sha256";
    private static final Pattern LINE =
            Pattern.compile("\\\\?([0-9a-fA-F]{64})(?:\\s+\\*?(?:.*/)?([^/]+))?");

    private final Pipeline pipeline;
    private final Problems problems;
    private final Consumer<Pipeline> damaged;

    private ModelFiles(Pipeline pipeline, Problems problems, Consumer<Pipeline> damaged) {
        this.pipeline = pipeline;
        this.damaged = damaged;
        this.problems = problems;
    }

    /**
     * @throws InvalidConfiguration with every problem of every pipeline
     */
    public static void check(Pipelines pipelines) {
        check(pipelines.all(), _ -> {});
    }

    /**
     * @param damaged told, once or more, of each pipeline with a file that cannot be read or is not
     *     what its sum says
     * @throws InvalidConfiguration with every problem of every pipeline
     */
    public static void check(List<Pipeline> pipelines, Consumer<Pipeline> damaged) {
        Problems problems = new Problems();
        for (Pipeline each : pipelines) {
            new ModelFiles(each, problems, damaged).check();
        }
        problems.throwIfAny();
    }

    private void check() {
        if (pipeline.release().files().isEmpty()) {
            checkBesideSums();
        } else {
            new ReleaseContents(pipeline).check(problems, damaged);
        }
    }

    private void checkBesideSums() {
        Map<Path, Set<Path>> besideSums = new LinkedHashMap<>();
        Set<Path> there = new HashSet<>();
        pipeline.models()
                .forEach(
                        (name, model) -> {
                            Path file = pipeline.folder().resolve(model.file());
                            Path sums = file.resolveSibling(SUMS);
                            besideSums.computeIfAbsent(sums, _ -> new LinkedHashSet<>()).add(file);
                            if (Files.isRegularFile(file)) {
                                there.add(sums);
                            } else {
                                missing(name, model.file());
                            }
                        });
        besideSums.keySet().retainAll(there);
        besideSums.forEach(this::check);
    }

    private void missing(String model, String file) {
        problem(
                "pipeline.yaml: %s.file"
                        .formatted(model.equals(Pipeline.MODEL) ? model : "models." + model),
                "\"%s\" is not beside pipeline.yaml".formatted(file));
    }

    /**
     * @param models beside the sums
     */
    private void check(Path sums, Set<Path> models) {
        if (!Files.exists(sums)) {
            return;
        }
        try {
            for (String line : TextFile.lines(sums)) {
                if (!line.isBlank()) {
                    check(sums, models, line.strip());
                }
            }
        } catch (IOException e) {
            damaged.accept(pipeline);
            problem(sums, "cannot be read with what it names: " + e);
        }
    }

    private void check(Path sums, Set<Path> models, String line) throws IOException {
        Matcher sum = LINE.matcher(line);
        if (!sum.matches()) {
            problem(sums, "\"%s\" is not what sha256sum writes".formatted(line));
            return;
        }
        Optional<Path> named = Optional.ofNullable(sum.group(2)).map(sums::resolveSibling);
        if (named.isEmpty() && models.size() > 1) {
            problem(
                    sums,
                    "has a sum without a file name beside %d models; name the file behind each sum, as sha256sum does"
                            .formatted(models.size()));
            return;
        }
        Path file = named.orElseGet(() -> models.iterator().next());
        if (!Files.isRegularFile(file)) {
            problem(sums, "names \"%s\", which is not beside it".formatted(file.getFileName()));
            return;
        }
        String wanted = sum.group(1).toLowerCase(Locale.ROOT);
        String found = sha256(file);
        if (!found.equals(wanted)) {
            damaged.accept(pipeline);
            problem(
                    sums,
                    "%s has the SHA-256 %s, not %s; copy the model again, or correct %s if it was replaced on purpose"
                            .formatted(file.getFileName(), found, wanted, SUMS));
        }
    }

    static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                byte[] piece = new byte[1 << 16];
                while (in.read(piece) >= 0) {
                    // the digest sees what is read
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void problem(Path sums, String what) {
        problem(pipeline.folder().relativize(sums).toString(), what);
    }

    private void problem(String where, String what) {
        problems.add(pipeline.folder().getFileName() + "/" + where, what);
    }
}
