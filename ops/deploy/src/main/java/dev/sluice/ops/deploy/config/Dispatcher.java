package dev.sluice.ops.deploy.config;

/** What turns events into jobs. */
public sealed interface Dispatcher {
    /**
     * Functions, paid by use.
     *
     * @param memory MB, 512 to 10240
     * @param concurrency invocations at the same time, 2 to 1000
     */
    record Lambda(int memory, int concurrency) implements Dispatcher {}

    /**
     * A polling process on an instance of its own.
     *
     * @param instance its type
     */
    record Polling(InstanceType instance) implements Dispatcher {}
}
