package dev.sluice.ops.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.Bench;

import java.util.Map;

/** Where Sluice stands among its rivals, in the words of the goal. */
final class Verdict {
    private static final String OURS = "sluice";

    private Verdict() {}

    /** The overhead once the JIT compilers of a JVM have done their work. */
    private static double warm(JsonNode peer) {
        return peer.path("cpuMsOverhead").asDouble() - peer.path("cpuMsJit").asDouble();
    }

    static void say(Bench bench, JsonNode peers) {
        JsonNode sluice = peers.path(OURS);
        double fastest = 0;
        double leanest = Double.MAX_VALUE;
        double leanestWarm = Double.MAX_VALUE;
        for (Map.Entry<String, JsonNode> peer : peers.properties()) {
            if (!peer.getKey().equals(OURS) && peer.getValue().has("picturesPerSecond")) {
                fastest = Math.max(fastest, peer.getValue().path("picturesPerSecond").asDouble());
                leanest = Math.min(leanest, peer.getValue().path("cpuMsOverhead").asDouble());
                leanestWarm = Math.min(leanestWarm, warm(peer.getValue()));
            }
        }
        if (fastest == 0) {
            bench.say("no rival was measured");
            return;
        }
        bench.say(
                "throughput: %.2f × the quickest rival (goal: above 1)",
                sluice.path("picturesPerSecond").asDouble() / fastest);
        bench.say(
                "overhead CPU: %.2f × the leanest rival (goal: at most 0.5)",
                sluice.path("cpuMsOverhead").asDouble() / leanest);
        bench.say(
                "… without JIT compilers, which fade: %.2f × the leanest (Sluice %.2f CPU-ms)",
                warm(sluice) / leanestWarm, warm(sluice));
    }
}
