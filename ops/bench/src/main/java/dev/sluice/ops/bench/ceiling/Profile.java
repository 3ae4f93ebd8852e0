package dev.sluice.ops.bench.ceiling;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.ops.bench.stand.Window.Span;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much CPU a JVM spends on our own code, by its stacks after every ms of a thread's CPU time,
 * or every few (JEP 509, which is for Linux only).
 *
 * @param all samples that were taken; 0 where the JVM takes none
 * @param own those whose nearest frame with an owner is ours, and no decoding
 */
record Profile(long pictures, long all, long own, Duration ownCpu) {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final String SAMPLE = "jdk.CPUTimeSample";
    private static final String OURS = "dev.sluice.";

    /** What Flight Recorder must record. */
    static final List<String> SETTINGS =
            List.of(SAMPLE + "#enabled=true", SAMPLE + "#throttle=1ms");

    /** Inference, decoding (ours too) and the SDK with its HTTP client. */
    private static final List<String> OTHERS =
            List.of(
                    "ai.onnxruntime.",
                    "org.bytedeco.",
                    "dev.sluice.worker.input.picture.PictureDecoder",
                    "dev.sluice.worker.task.picture.",
                    "software.amazon.awssdk.",
                    "org.apache.hc.");

    /** While a worker settles so many jobs more; what was measured before is without profiler. */
    static Profile of(Stand stand, Backlog backlog, Child worker, Span jobs)
            throws IOException, InterruptedException {
        Path file = stand.file("bench.jfr");
        ask(stand, worker, "JFR.start settings=none +" + String.join(" +", SETTINGS));
        Window window = Window.of(backlog, worker, Span.NONE, jobs);
        ask(stand, worker, "JFR.stop filename=" + file);
        return of(file, window);
    }

    private static void ask(Stand stand, Child worker, String command)
            throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        List<String> line = List.of(jcmd, Long.toString(worker.pid()), command + " name=bench");
        Path log = stand.file("jcmd.log");
        Child asked = Launcher.program(log, Map.of(), stand.folder().toFile(), line);
        if (asked.join(ANSWER) != 0) {
            throw new IOException("no profile: " + asked.tail());
        }
    }

    /** What happened between the window's marks. */
    static Profile of(Path recording, Window window) throws IOException {
        List<RecordedEvent> samples = new ArrayList<>(RecordingFile.readAllEvents(recording));
        samples.removeIf(event -> !isWithin(window, event));
        List<RecordedEvent> own = samples.stream().filter(Profile::isOwn).toList();
        Duration cpu =
                own.stream()
                        .map(sample -> sample.getDuration("samplingPeriod"))
                        .reduce(Duration.ZERO, Duration::plus);
        return new Profile(window.jobs(), samples.size(), own.size(), cpu);
    }

    private static boolean isWithin(Window window, RecordedEvent event) {
        Instant when = event.getStartTime();
        boolean sample = event.getEventType().getName().equals(SAMPLE);
        return sample && when.isAfter(window.begun()) && when.isBefore(window.end());
    }

    private static boolean isOwn(RecordedEvent sample) {
        RecordedStackTrace stack = sample.getStackTrace();
        return stack != null && isOwn(stack.getFrames().stream().map(Profile::name).toList());
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    /** By a stack's frames, the nearest to where it runs first. */
    static boolean isOwn(List<String> frames) {
        return frames.stream()
                .filter(frame -> frame.startsWith(OURS) || isOthers(frame))
                .limit(1)
                .anyMatch(frame -> !isOthers(frame));
    }

    private static boolean isOthers(String frame) {
        return OTHERS.stream().anyMatch(frame::startsWith);
    }

    /** CPU-milliseconds of our own work for each picture. */
    double ownMillis() {
        return ownCpu.toNanos() / 1e6 / pictures;
    }

    void addTo(ObjectNode json) {
        if (all > 0) {
            json.put("cpuMsOwn", ownMillis())
                    // A sample more or less is luck.
                    .put("cpuMsOwnError", ownMillis() / Math.sqrt(Math.max(1.0, (double) own)))
                    .put("profiled", pictures);
        }
    }
}
