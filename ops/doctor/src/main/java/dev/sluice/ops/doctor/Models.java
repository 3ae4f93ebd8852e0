package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Unchecked;
import dev.sluice.shared.aws.ModelRepository;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import software.amazon.awssdk.services.s3.S3Client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether the models are there, and what their {@code model.sha256} says. */
record Models(String modelPath, S3Client s3, Pipelines pipelines) implements Check {
    private static final String SUMS = "model.sha256";

    @Override
    public String about() {
        return "models";
    }

    @Override
    public List<Finding> look() {
        ModelRepository.fetchModels(modelPath, s3, pipelines); // says what is wrong
        List<Finding> findings = new ArrayList<>();
        List<Pipeline> summed = pipelines.all().stream().filter(Models::hasSums).toList();
        List<Pipeline> others =
                pipelines.all().stream().filter(each -> !summed.contains(each)).toList();
        if (!summed.isEmpty()) {
            findings.add(new Good(about(), "are what their sums say: " + names(summed)));
        }
        if (!others.isEmpty()) {
            findings.add(
                    new Unchecked(
                            about(),
                            "are there, but have no %s to compare with: %s"
                                    .formatted(SUMS, names(others))));
        }
        return findings;
    }

    private static boolean hasSums(Pipeline pipeline) {
        return pipeline.models().values().stream()
                .map(model -> pipeline.folder().resolve(model.file()))
                .map((Path file) -> file.resolveSibling(SUMS))
                .allMatch(Files::exists);
    }

    private static String names(List<Pipeline> some) {
        return some.stream().map(Pipeline::name).sorted().collect(Collectors.joining(", "));
    }
}
