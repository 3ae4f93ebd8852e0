package dev.sluice.ops.bench.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.simulated.Snapshot;

/**
 * How well one accelerator was fed.
 *
 * @param permits messages that the worker held at the same time, at most
 * @param use of worker and accelerator between two marks
 * @param machine what of its cores was in use meanwhile
 */
record Fed(
        Played played, int permits, Snapshot use, Limit.Machine machine, Cores cpu, Stages stages) {
    /** Share of batches' places and of the accelerator's time that must be used. */
    private static final double GOAL = 0.95;

    /** Pictures/s over what the accelerator could take. */
    double load() {
        return use.perSecond() / played.perSecond();
    }

    /** Pictures that one core fetches, decodes, feeds and writes in a second. */
    double perCore() {
        return 1000 / use.cpuMillis();
    }

    /** Cores that would keep the accelerator busy. */
    double coresNeeded() {
        return played.perSecond() / perCore();
    }

    Limit limit() {
        return Limit.of(load(), machine, cpu, stages);
    }

    void say(Bench bench) {
        Limit limit = limit();
        bench.say(
                "simulated %s (%s + %s·n ms, up to %d a batch, at most %.0f pictures/s), %d"
                        + " permits:",
                played.name(),
                played.device().fixedMillis(),
                played.device().perItemMillis(),
                use.batchLimit(),
                played.perSecond(),
                permits);
        bench.say(
                "  %.1f pictures/s; batches %.1f %% full, accelerator %.1f %% busy%s",
                use.perSecond(),
                100 * use.fill(),
                100 * use.busy(),
                limit.by() == Limit.By.ACCELERATOR ? goal() : "");
        bench.say("  limited by %s: %s", limit.by().label(), limit.reason());
        bench.say(
                "  %.2f CPU-ms a picture (decode %.2f, calls %.2f, queue %.2f, JVM %.2f): one core"
                        + " feeds %.0f pictures/s",
                use.cpuMillis(), cpu.decode(), cpu.calls(), cpu.queue(), cpu.jvm(), perCore());
        bench.say(
                "  to balance it: %.1f cores; %s",
                coresNeeded(), Shape.balancing(played.shapes(), coresNeeded()));
    }

    private String goal() {
        return use.fill() >= GOAL && use.busy() >= GOAL
                ? " (goal: 95 and 95; met)"
                : " (goal: 95 and 95; missed)";
    }

    ObjectNode json() {
        ObjectNode json = BenchFile.object();
        json.put("accelerator", played.name());
        json.put("simulated", true);
        json.put("fixedMs", played.device().fixedMillis());
        json.put("perPictureMs", played.device().perItemMillis());
        json.put("batchMax", use.batchLimit());
        json.put("permits", permits);
        json.put("picturesPerSecondAtMost", BenchFile.rounded(played.perSecond(), 1));
        json.put("picturesPerSecond", BenchFile.rounded(use.perSecond(), 1));
        json.put("pictures", use.settled());
        json.put("fill", BenchFile.rounded(use.fill(), 3));
        json.put("busy", BenchFile.rounded(use.busy(), 3));
        json.put("load", BenchFile.rounded(load(), 3));
        json.put("limitedBy", limit().by().label());
        json.put("because", limit().reason());
        json.put("coresBusy", BenchFile.rounded(machine.all(), 3));
        json.put("coresBusyByWorker", BenchFile.rounded(machine.worker(), 3));
        json.put("cpuMsPerPicture", BenchFile.rounded(use.cpuMillis(), 3));
        json.put("picturesPerSecondPerCore", BenchFile.rounded(perCore(), 1));
        json.put("coresNeeded", BenchFile.rounded(coresNeeded(), 1));
        json.put("shape", Shape.balancing(played.shapes(), coresNeeded()));
        json.set("cpuMs", rounded(BenchFile.of(cpu)));
        json.set("stageMs", rounded(BenchFile.of(stages)));
        return json;
    }

    private static ObjectNode rounded(JsonNode figures) {
        ObjectNode rounded = BenchFile.object();
        figures.properties()
                .forEach(
                        figure ->
                                rounded.put(
                                        figure.getKey(),
                                        BenchFile.rounded(figure.getValue().asDouble(), 2)));
        return rounded;
    }
}
