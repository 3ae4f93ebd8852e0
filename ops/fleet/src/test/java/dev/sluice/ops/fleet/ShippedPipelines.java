package dev.sluice.ops.fleet;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.nio.file.Path;
import java.util.List;

/** The pipelines in this repository. */
final class ShippedPipelines {
    private ShippedPipelines() {}

    static Pipelines all() {
        return Pipelines.read(
                Path.of(System.getProperty("sluice.home"), "worker", "pipelines"), List.of());
    }

    static Pipeline named(String name) {
        return all().named(name).orElseThrow();
    }
}
