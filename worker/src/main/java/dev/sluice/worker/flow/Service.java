package dev.sluice.worker.flow;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.model.Models;
import dev.sluice.worker.task.Task;

/** A pipeline that can be served: its task is made and its models are warm. */
public record Service<I extends AutoCloseable>(Pipeline pipeline, Task<I> task, Models models) {}
