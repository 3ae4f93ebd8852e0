package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.pipeline.Pipelines;

/**
 * A fleet as it is wanted: its file, the pipelines that the file names, and what both ask for of
 * queues, tables and buckets.
 */
public record Deployment(FleetConfig config, Pipelines pipelines, Topology topology) {}
