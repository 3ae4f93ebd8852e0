package dev.sluice.ops.bench.ceiling;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.sdk.CpuPerJob;
import dev.sluice.ops.bench.stand.Window;

/**
 * Where the worker's CPU goes, in milliseconds a picture. Inference, decoding and SDK calls count
 * with what they cost bare; what the worker used beyond is its own work, whoever did it.
 *
 * @param window the worker at work
 * @param jit what its JIT compilers used, which fades as it runs and is shown beside, not counted
 *     as its own work
 */
record Split(Window window, double inference, double decode, double sdk, double jit) {
    static Split of(Window window, Floor floor, CpuPerJob sdk) {
        return new Split(
                window,
                floor.inference().cpuMillis(),
                floor.decode().cpuMillis(),
                sdk.total(),
                window.millis(window.jit()));
    }

    double own() {
        return window.cpuMillis() - jit - inference - decode - sdk;
    }

    /** The worker's CPU, JIT compilers included, to the sum of the bare parts. */
    double ratio() {
        return window.cpuMillis() / (inference + decode + sdk);
    }

    void say(Bench bench) {
        bench.say(
                "%-22s %7.1f pictures/s %9.3f CPU-ms a picture",
                "the whole worker", window.perSecond(), window.cpuMillis());
        bench.say(
                "  = inference %.3f + decoding %.3f + SDK %.3f + JIT compilers %.3f + own work %.3f"
                        + " (goal: at most 0.2)",
                inference, decode, sdk, jit, own());
        bench.say(
                "  = %.3f × the bare parts, %.3f × without the JIT compilers, which fade (goal: at"
                        + " most 1.10)",
                ratio(), (window.cpuMillis() - jit) / (inference + decode + sdk));
        bench.say("  by thread:");
        window.cpuByThread().entrySet().stream()
                .filter(thread -> window.millis(thread.getValue()) >= 0.005)
                .sorted(java.util.Map.Entry.comparingByValue(java.util.Comparator.reverseOrder()))
                .forEach(
                        thread ->
                                bench.say(
                                        "    %-16s %7.3f",
                                        thread.getKey(), window.millis(thread.getValue())));
    }

    JsonNode json() {
        return BenchFile.object()
                .put("picturesPerSecond", BenchFile.rounded(window.perSecond(), 1))
                .put("cpuMs", BenchFile.rounded(window.cpuMillis(), 3))
                .put("cpuMsInference", BenchFile.rounded(inference, 3))
                .put("cpuMsDecode", BenchFile.rounded(decode, 3))
                .put("cpuMsSdk", BenchFile.rounded(sdk, 3))
                .put("cpuMsJit", BenchFile.rounded(jit, 3))
                .put("cpuMsOwn", BenchFile.rounded(own(), 3))
                .put("ratio", BenchFile.rounded(ratio(), 3));
    }
}
