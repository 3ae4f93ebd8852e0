package dev.sluice.ops.bench.ceiling;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.ceiling.Profile.Part;
import dev.sluice.ops.bench.ceiling.Profile.Site;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.FlightRecorder;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.ops.bench.stand.Window.Span;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A profile of a warm worker at work.
 *
 * @param pictures settled meanwhile
 */
record Profiled(Profile profile, long pictures) {
    /** Empty where the JVM takes no such samples. */
    static Optional<Profiled> of(Stand stand, Backlog backlog, Child worker, Span pictures)
            throws IOException, InterruptedException {
        FlightRecorder recorder =
                FlightRecorder.start(worker, stand.file("").toAbsolutePath(), Profile.SETTINGS);
        Window window = Window.of(backlog, worker, Span.NONE, pictures);
        Path recording = recorder.stop();
        Profile profile = Profile.of(recording, window.begun(), window.ended());
        return profile.samples().isEmpty()
                ? Optional.empty()
                : Optional.of(new Profiled(profile, window.jobs()));
    }

    /** CPU-milliseconds of our own work for each picture. */
    double own() {
        return profile.cpuMillis(Part.OWN, pictures);
    }

    void say(Bench bench, ObjectNode json) {
        bench.say(
                "  profile of the next %d pictures (%d samples missed), CPU-ms a picture:",
                pictures, profile.missed());
        ObjectNode parts = json.putObject("profile");
        for (Part part : Part.values()) {
            double millis = profile.cpuMillis(part, pictures);
            int samples = profile.samples().getOrDefault(part, 0);
            String name = part.name().toLowerCase(Locale.ROOT);
            bench.say(
                    "    %-10s %7.3f ± %.3f  (%d samples)",
                    name, millis, millis * profile.error(part), samples);
            parts.put(name, BenchFile.rounded(millis, 3));
        }
        json.put("cpuMsOwnError", BenchFile.rounded(own() * profile.error(Part.OWN), 3));
        json.put("profiled", pictures);
        bench.say("  most of our own work:");
        json.set("ownTop", sites(bench, profile.own()));
        bench.say("  who allocates:");
        json.set("allocationsTop", sites(bench, profile.allocations()));
    }

    private static ArrayNode sites(Bench bench, List<Site> sites) {
        ArrayNode json = BenchFile.object().arrayNode();
        for (Site site : sites) {
            bench.say("    %5.1f %%  %s", site.share() * 100, site.method());
            json.addObject()
                    .put("method", site.method())
                    .put("share", BenchFile.rounded(site.share(), 3));
        }
        return json;
    }
}
