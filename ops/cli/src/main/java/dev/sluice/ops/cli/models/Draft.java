package dev.sluice.ops.cli.models;

import dev.sluice.ops.models.measure.Loaded;
import dev.sluice.shared.aws.ModelRepository;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Releases;
import dev.sluice.worker.model.OnnxRuntime;

import java.nio.file.Path;

/**
 * A release that is not in the repository yet.
 *
 * @param folder that holds the release's
 */
record Draft(Desk desk, Pipeline pipeline, Path folder) {
    /**
     * @throws dev.sluice.shared.config.InvalidConfiguration with everything that is wrong
     */
    void verify(String version) {
        Pipeline release = pipeline.with(Releases.read(folder, pipeline.name(), version));
        ModelRepository.fetchRelease(folder.toString(), desk.fleet().clients().s3(), release);
        OnnxRuntime runtime =
                new OnnxRuntime(
                        desk.fleet().settings().gpu(), Runtime.getRuntime().availableProcessors());
        Loaded.of(release, runtime).close();
    }
}
