package dev.sluice.ops.deploy.config;

import dev.sluice.shared.pipeline.Pipelines;

import java.nio.file.Path;

/**
 * What the fleet serves.
 *
 * @param folder with {@code <pipeline>/pipeline.yaml}, or one pipeline's own
 * @param pipelines as these files say
 */
public record Models(Path folder, Pipelines pipelines) {}
