package dev.sluice.ops.bench.ceiling;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.sdk.CpuPerJob;
import dev.sluice.ops.bench.stand.Window;

import java.util.OptionalDouble;

/**
 * Where the worker's CPU goes, in milliseconds a picture. Inference, decoding and SDK calls count
 * with what they cost bare. Our own work is what samples of the worker's stacks show outside of all
 * three: as a difference of large and noisy numbers it would drown.
 *
 * @param window the worker at work
 * @param jit what its JIT compilers used, which fades as it runs and is shown beside
 * @param sdkJit what is in the SDK calls' figure of that kind
 * @param own empty where there is no profile
 */
record Split(
        Window window,
        double inference,
        double decode,
        double sdk,
        double jit,
        double sdkJit,
        OptionalDouble own) {
    static Split of(Window window, Floor floor, CpuPerJob sdk, OptionalDouble own) {
        return new Split(
                window,
                floor.inference().cpuMillis(),
                floor.decode().cpuMillis(),
                sdk.total(),
                window.millis(window.jit()),
                sdk.jit(),
                own);
    }

    /**
     * What neither the bare parts nor our own work explain: parts that cost more in company, whose
     * caches, cores and connections they share, than alone. Below 0 where they cost less.
     */
    double company() {
        return window.cpuMillis() - jit - inference - decode - (sdk - sdkJit) - own.orElse(0);
    }

    /** The worker's CPU, JIT compilers included, to the sum of the bare parts. */
    double ratio() {
        return window.cpuMillis() / (inference + decode + sdk);
    }

    private double ratioWithoutJit() {
        return (window.cpuMillis() - jit) / (inference + decode + sdk - sdkJit);
    }

    void say(Bench bench) {
        bench.say(
                "%-22s %7.1f pictures/s %9.3f CPU-ms a picture",
                "the whole worker", window.perSecond(), window.cpuMillis());
        bench.say(
                "  = bare inference %.3f + decoding %.3f + SDK %.3f, + JIT compilers %.3f + own"
                        + " work %s (goal: at most 0.2) + in company %.3f",
                inference,
                decode,
                sdk,
                jit,
                own.isPresent() ? "%.3f".formatted(own.getAsDouble()) : "not profiled here",
                company());
        bench.say(
                "  = %.3f × the bare parts, %.3f × with JIT compilers left out of both (goal: at"
                        + " most 1.10)",
                ratio(), ratioWithoutJit());
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

    ObjectNode json() {
        ObjectNode json = BenchFile.object();
        own.ifPresent(millis -> json.put("cpuMsOwn", BenchFile.rounded(millis, 3)));
        return json.put("picturesPerSecond", BenchFile.rounded(window.perSecond(), 1))
                .put("cpuMs", BenchFile.rounded(window.cpuMillis(), 3))
                .put("cpuMsInference", BenchFile.rounded(inference, 3))
                .put("cpuMsDecode", BenchFile.rounded(decode, 3))
                .put("cpuMsSdk", BenchFile.rounded(sdk, 3))
                .put("cpuMsJit", BenchFile.rounded(jit, 3))
                .put("cpuMsSdkJit", BenchFile.rounded(sdkJit, 3))
                .put("cpuMsCompany", BenchFile.rounded(company(), 3))
                .put("ratio", BenchFile.rounded(ratio(), 3))
                .put("ratioWithoutJit", BenchFile.rounded(ratioWithoutJit(), 3));
    }
}
