package dev.sluice.ops.bench.sdk;

import dev.sluice.ops.bench.BenchFile;

/**
 * CPU-milliseconds of this process for the calls of one job. A receive and a delete serve ten jobs,
 * and count here with a tenth of what one call costs.
 *
 * @param jit what the JIT compilers used meanwhile, which is in the calls' figures too
 * @param jobs measured
 * @param failed calls that failed, all the SDK's own retries included
 * @param failure the first failure's message, or nothing
 */
public record CpuPerJob(
        double get,
        double put,
        double update,
        double receive,
        double delete,
        double jit,
        int jobs,
        int failed,
        String failure) {
    /** To a microsecond: the clock has no more. */
    CpuPerJob rounded() {
        return new CpuPerJob(
                BenchFile.rounded(get, 3),
                BenchFile.rounded(put, 3),
                BenchFile.rounded(update, 3),
                BenchFile.rounded(receive, 3),
                BenchFile.rounded(delete, 3),
                BenchFile.rounded(jit, 3),
                jobs,
                failed,
                failure);
    }

    /** Of two measurements of as many jobs each. */
    CpuPerJob mean(CpuPerJob other) {
        return new CpuPerJob(
                (get + other.get) / 2,
                (put + other.put) / 2,
                (update + other.update) / 2,
                (receive + other.receive) / 2,
                (delete + other.delete) / 2,
                (jit + other.jit) / 2,
                jobs + other.jobs,
                failed + other.failed,
                failure.isEmpty() ? other.failure : failure);
    }

    /** Of all calls for one job. */
    public double total() {
        return get + put + update + receive + delete;
    }
}
