package dev.sluice.worker.machine;

import dev.sluice.shared.time.Ticker;

import java.time.InstantSource;

/**
 * What all jobs of a worker share.
 *
 * @param downloads bytes of uploads fetched and not yet decoded
 * @param memory bytes of decoded inputs and what is made of them
 * @param ticker for how long things take
 * @param clock for what time it is
 */
public record Machine(
        Cpu cpu, MemoryBudget downloads, MemoryBudget memory, Ticker ticker, InstantSource clock) {}
