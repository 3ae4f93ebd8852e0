package dev.sluice.worker.flow;

/** A release at work: what it is, and the way of its jobs. */
record Serving<I extends AutoCloseable>(Service<I> service, JobFlow flow, Settler settler) {
    String version() {
        return service.pipeline().version();
    }
}
