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

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A profile of a warm worker at work.
 *
 * @param pictures settled meanwhile
 */
record Profiled(Profile profile, long pictures) {
    /** Empty where the JVM takes no such samples. */
    static Optional<Profiled> of(Stand stand, Backlog backlog, Child worker, int pictures)
            throws IOException, InterruptedException {
        FlightRecorder recorder =
                FlightRecorder.start(worker, stand.file("").toAbsolutePath(), Profile.SETTINGS);
        Window window = Window.of(backlog, worker, 0, pictures);
        Path recording = recorder.stop();
        Profile profile = Profile.of(recording);
        return profile.samples() == 0
                ? Optional.empty()
                : Optional.of(new Profiled(profile, window.jobs()));
    }

    /** CPU-milliseconds of our own work for each picture. */
    double own() {
        return profile.cpuMillis(Part.OWN, pictures);
    }

    void say(Bench bench, ObjectNode json) {
        bench.say(
                "  profile of the next %d pictures, %d samples, CPU-ms a picture: SDK %.3f, own"
                        + " work %.3f, threads that wait for both %.3f; most of our own:",
                pictures,
                profile.samples(),
                profile.cpuMillis(Part.SDK, pictures),
                own(),
                profile.cpuMillis(Part.THREADS, pictures));
        json.set("own", sites(bench, profile.own()));
        bench.say("  who allocates:");
        json.set("allocations", sites(bench, profile.allocations()));
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
