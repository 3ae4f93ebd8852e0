package dev.sluice.ops.cli.fleet;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.nio.file.Path;
import java.util.List;

/** The pipelines in this repository. */
public final class ShippedPipelines {
    private ShippedPipelines() {}

    public static Pipelines all() {
        return Pipelines.read(
                Path.of(System.getProperty("sluice.home"), "worker", "pipelines"), List.of());
    }

    public static Pipeline named(String name) {
        return all().named(name).orElseThrow();
    }
}
