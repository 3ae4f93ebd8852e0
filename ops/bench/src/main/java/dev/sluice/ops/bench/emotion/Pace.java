package dev.sluice.ops.bench.emotion;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How quickly files were worked on.
 *
 * @param cpuMs CPU-milliseconds of the processes for each, compilers and collectors included
 */
record Pace(double perSecond, double cpuMs) {
    static final Pace ZERO = new Pace(0, 0);

    static Pace read(JsonNode line) {
        return new Pace(line.path("perSecond").asDouble(), line.path("cpuMs").asDouble());
    }

    /** With one of several runs, each of the same weight. */
    Pace with(Pace run, int runs) {
        return new Pace(perSecond + run.perSecond / runs, cpuMs + run.cpuMs / runs);
    }
}
