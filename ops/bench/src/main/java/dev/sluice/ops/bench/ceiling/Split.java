package dev.sluice.ops.bench.ceiling;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.sdk.CpuPerJob;
import dev.sluice.ops.bench.stand.Window;

import java.util.Comparator;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Where the worker's CPU goes, in milliseconds a picture. Inference, decoding and SDK calls count
 * with what they cost bare. Our own work is what samples of the worker's stacks show outside of all
 * three: as a difference of large and noisy numbers it would drown.
 *
 * @param window the worker at work
 * @param woven the bare parts at work in one process, see {@link WovenProcess}
 * @param sdk the bare calls, JIT compilers included as they are in the worker's CPU
 * @param sdkJit what those used of it
 * @param own empty where there is no profile
 */
record Split(
        Window window,
        Window woven,
        double inference,
        double decode,
        double sdk,
        double sdkJit,
        OptionalDouble own) {
    static Split of(Window window, Window woven, Floor floor, CpuPerJob sdk, OptionalDouble own) {
        return new Split(
                window,
                woven,
                floor.inference().cpuMillis(),
                floor.decode().cpuMillis(),
                sdk.total(),
                sdk.jit(),
                own);
    }

    /**
     * What else there is: the JVM's own threads, threads that wake each other, and what the parts
     * cost more in the worker than bare. Below 0 where they cost less.
     */
    double rest() {
        return window.cpuMillisWithoutJit() - (bare() - sdkJit) - own.orElse(0);
    }

    private double bare() {
        return inference + decode + sdk;
    }

    /** The worker's CPU, JIT compilers included, to the sum of the bare parts. */
    double ratio() {
        return window.cpuMillis() / bare();
    }

    /** To what the bare parts cost all at once in one process. */
    private double ratioWoven() {
        return window.cpuMillis() / woven.cpuMillis();
    }

    private double ratioWovenWithoutJit() {
        return window.cpuMillisWithoutJit() / woven.cpuMillisWithoutJit();
    }

    private double ratioWithoutJit() {
        return window.cpuMillisWithoutJit() / (bare() - sdkJit);
    }

    void say(Bench bench) {
        bench.say(
                "%-22s %7.1f pictures/s %9.3f CPU-ms a picture",
                "the whole worker", window.perSecond(), window.cpuMillis());
        bench.say(
                "  = bare inference %.3f + decoding %.3f + SDK %.3f, + JIT compilers %.3f + own"
                        + " work %s (goal: at most 0.2) + the rest %.3f",
                inference,
                decode,
                sdk - sdkJit,
                window.jitMillis(),
                own.isPresent() ? "%.3f".formatted(own.getAsDouble()) : "not profiled here",
                rest());
        bench.say(
                "  = %.3f × the bare parts (goal: at most 1.10), %.3f × with JIT compilers left out"
                        + " of both",
                ratio(), ratioWithoutJit());
        bench.say(
                "  = %.3f × the bare parts all at once (%.3f × without JIT compilers), which cost"
                        + " %.3f × what they cost one by one",
                ratioWoven(), ratioWovenWithoutJit(), woven.cpuMillis() / bare());
        bench.say("  by thread:");
        window.cpuByThread().entrySet().stream()
                .filter(thread -> window.millis(thread.getValue()) >= 0.005)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(
                        thread ->
                                bench.say(
                                        "    %-16s %7.3f",
                                        thread.getKey(), window.millis(thread.getValue())));
    }

    ObjectNode json() {
        ObjectNode json = BenchFile.object();
        own.ifPresent(millis -> json.put("cpuMsOwn", BenchFile.rounded(millis, 3)));
        return json.put("warmUp", window.before())
                .put("pictures", window.jobs())
                .put("picturesPerSecond", BenchFile.rounded(window.perSecond(), 1))
                .put("cpuMs", BenchFile.rounded(window.cpuMillis(), 3))
                .put("cpuMsInference", BenchFile.rounded(inference, 3))
                .put("cpuMsDecode", BenchFile.rounded(decode, 3))
                .put("cpuMsSdk", BenchFile.rounded(sdk, 3))
                .put("cpuMsSdkJit", BenchFile.rounded(sdkJit, 3))
                .put("cpuMsJit", BenchFile.rounded(window.jitMillis(), 3))
                .put("cpuMsRest", BenchFile.rounded(rest(), 3))
                .put("cpuMsWoven", BenchFile.rounded(woven.cpuMillis(), 3))
                .put("picturesPerSecondWoven", BenchFile.rounded(woven.perSecond(), 1))
                .put("ratioWoven", BenchFile.rounded(ratioWoven(), 3))
                .put("ratioWovenWithoutJit", BenchFile.rounded(ratioWovenWithoutJit(), 3))
                .put("ratio", BenchFile.rounded(ratio(), 3))
                .put("ratioWithoutJit", BenchFile.rounded(ratioWithoutJit(), 3));
    }
}
