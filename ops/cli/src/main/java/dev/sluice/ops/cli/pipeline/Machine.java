package dev.sluice.ops.cli.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.ops.models.measure.Tuning.Way;
import dev.sluice.worker.model.OnnxRuntime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What runs models here, as a worker with this environment would. */
final class Machine {
    private Machine() {}

    static OnnxRuntime runtime(Shell shell) {
        String gpu = shell.environment().getOrDefault("ENABLE_GPU", "false");
        return new OnnxRuntime(
                gpu.equalsIgnoreCase("true") || gpu.equals("1"),
                Runtime.getRuntime().availableProcessors());
    }

    /** A folder that may be a pipeline's. */
    static Path folder(Path named) {
        if (!Files.isDirectory(named)) {
            throw new UsageError("there is no folder %s".formatted(named));
        }
        if (!Files.exists(named.resolve("pipeline.yaml"))) {
            throw new UsageError(
                    "there is no pipeline.yaml in %s; name the folder of one pipeline"
                            .formatted(named));
        }
        return named.toAbsolutePath().normalize();
    }

    /** Each way to run a model, for programs; times in ms. */
    static void into(ArrayNode list, List<Way> ways) {
        for (Way way : ways) {
            list.addObject()
                    .put("threads", way.threads())
                    .put("batch", way.batch())
                    .put("millis", way.cost().wall())
                    .put("cpuMillis", way.cost().cpu())
                    .put("perSecond", way.cost().perSecond());
        }
    }
}
