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
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of the models, for whoever runs them: there, and what {@code model.sha256} beside a
 * model says they are, as {@code sha256sum} writes it or as the sum alone.
 */
public final class ModelFiles {
    private static final String SUMS = "model.sha256";
    private static final Pattern LINE =
            Pattern.compile("\\\\?([0-9a-fA-F]{64})(?:\\s+\\*?(?:.*/)?([^/]+))?");

    private final Pipeline pipeline;
    private final Path model;
    private final Problems problems;
    private final Consumer<Pipeline> damaged;

    private ModelFiles(
            Pipeline pipeline, String file, Problems problems, Consumer<Pipeline> damaged) {
        this.pipeline = pipeline;
        this.damaged = damaged;
        this.model = pipeline.folder().resolve(file);
        this.problems = problems;
    }

    /**
     * @throws InvalidConfiguration with every problem of every pipeline
     */
    public static void check(Pipelines pipelines) {
        check(pipelines, _ -> {});
    }

    /**
     * @param damaged told, once or more, of each pipeline with a file that cannot be read or is not
     *     what its sum says
     * @throws InvalidConfiguration with every problem of every pipeline
     */
    public static void check(Pipelines pipelines, Consumer<Pipeline> damaged) {
        Problems problems = new Problems();
        for (Pipeline each : pipelines.all()) {
            each.models().values().stream()
                    .map(Pipeline.ModelFile::file)
                    .distinct()
                    .forEach(file -> new ModelFiles(each, file, problems, damaged).check());
        }
        problems.throwIfAny();
    }

    private void check() {
        if (!Files.isRegularFile(model)) {
            problem(
                    "pipeline.yaml: model.file",
                    "\"%s\" is not beside pipeline.yaml"
                            .formatted(pipeline.folder().relativize(model)));
            return;
        }
        Path sums = model.resolveSibling(SUMS);
        if (!Files.exists(sums)) {
            return;
        }
        try {
            for (String line : TextFile.lines(sums)) {
                if (!line.isBlank()) {
                    check(line.strip());
                }
            }
        } catch (IOException e) {
            damaged.accept(pipeline);
            problem(SUMS, "cannot be read with what it names: " + e);
        }
    }

    private void check(String line) throws IOException {
        Matcher sum = LINE.matcher(line);
        if (!sum.matches()) {
            problem(SUMS, "\"%s\" is not what sha256sum writes".formatted(line));
            return;
        }
        Path file = Optional.ofNullable(sum.group(2)).map(model::resolveSibling).orElse(model);
        if (!Files.isRegularFile(file)) {
            problem(SUMS, "names \"%s\", which is not beside it".formatted(file.getFileName()));
            return;
        }
        String wanted = sum.group(1).toLowerCase(Locale.ROOT);
        String found = sha256(file);
        if (!found.equals(wanted)) {
            damaged.accept(pipeline);
            problem(
                    SUMS,
                    "%s has the SHA-256 %s, not %s; copy the model again, or correct %s if it was replaced on purpose"
                            .formatted(file.getFileName(), found, wanted, SUMS));
        }
    }

    private static String sha256(Path file) throws IOException {
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

    private void problem(String where, String what) {
        problems.add(pipeline.folder().getFileName() + "/" + where, what);
    }
}
