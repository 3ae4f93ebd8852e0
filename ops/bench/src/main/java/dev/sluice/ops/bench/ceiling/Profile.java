package dev.sluice.ops.bench.ceiling;

import static dev.sluice.ops.bench.BenchFile.array;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.stand.Window;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a JVM's CPU goes, by its stacks after every ms of a thread's CPU time, or every few (JEP
 * 509, which is for Linux only), and who allocates. Threads of the JVM itself are not in it.
 */
final class Profile {
    private static final int TOP = 10;
    private static final String CPU = "jdk.CPUTimeSample";
    private static final String ALLOCATION = "jdk.ObjectAllocationSample";
    private static final String OURS = "dev.sluice.";

    /** The first samples weigh what was allocated before the recording, too. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    /** What {@link Recording} must record. */
    static final List<String> SETTINGS =
            List.of(
                    CPU + "#enabled=true",
                    CPU + "#throttle=1ms",
                    ALLOCATION + "#enabled=true",
                    ALLOCATION + "#throttle=200/s");

    /** What a stack works for: whose the frame is that is nearest to where it runs. */
    enum Part {
        INFERENCE,
        DECODE,
        SDK,
        /** Flow, leases, JSON, log lines. */
        OWN,
        /** Nobody's: threads that wait for calls and wake each other. */
        THREADS;

        static Part of(List<String> frames, String thread) {
            if (thread.startsWith("sdk-")) {
                return SDK; // whose timers run in the JDK's own code
            }
            return frames.stream()
                    .flatMap(
                            frame ->
                                    OWNERS.stream()
                                            .filter(owner -> frame.startsWith(owner.getKey()))
                                            .limit(1))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(THREADS);
        }
    }

    /** The first that fits counts. */
    private static final List<Map.Entry<String, Part>> OWNERS =
            List.of(
                    Map.entry("ai.onnxruntime.", Part.INFERENCE),
                    Map.entry("org.bytedeco.", Part.DECODE),
                    Map.entry("dev.sluice.worker.input.picture.PictureDecoder", Part.DECODE),
                    Map.entry("dev.sluice.worker.task.picture.", Part.DECODE),
                    Map.entry("software.amazon.awssdk.", Part.SDK),
                    Map.entry("org.apache.hc.", Part.SDK),
                    Map.entry(OURS, Part.OWN));

    private final Map<Part, Duration> cpu = new EnumMap<>(Part.class);
    private final Map<String, Long> own = new HashMap<>();
    private final Map<String, Long> bytes = new HashMap<>();
    private final Set<Long> seen = new HashSet<>();
    private final long pictures;

    private Profile(long pictures) {
        this.pictures = pictures;
    }

    /** What happened between the window's marks. */
    static Profile of(Path recording, Window window) throws IOException {
        Profile profile = new Profile(window.jobs());
        Instant end = window.begun().plus(window.wall());
        List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
        Instant settled =
                events.stream()
                        .map(event -> event.getStartTime().plus(SETTLING))
                        .min(Comparator.naturalOrder())
                        .orElse(end);
        for (RecordedEvent event : events) {
            Instant when = event.getStartTime();
            String kind = event.getEventType().getName();
            if (kind.equals(CPU) && when.isAfter(window.begun()) && when.isBefore(end)) {
                profile.cpu(event);
            } else if (kind.equals(ALLOCATION) && when.isAfter(settled) && when.isBefore(end)) {
                profile.allocation(event);
            }
        }
        return profile;
    }

    private void cpu(RecordedEvent sample) {
        List<String> frames = frames(sample.getStackTrace());
        if (!frames.isEmpty() && frames.stream().noneMatch(frame -> frame.startsWith("jdk.jfr."))) {
            RecordedThread thread = sample.getThread("eventThread");
            String name = thread == null ? null : thread.getJavaName();
            Part part = Part.of(frames, name == null ? "" : name);
            cpu.merge(part, sample.getDuration("samplingPeriod"), Duration::plus);
            if (part == Part.OWN) {
                own.merge(nearest(frames, OURS), 1L, Long::sum);
            }
        }
    }

    /** A thread that allocates seldom comes with its first sample later. */
    private void allocation(RecordedEvent sample) {
        RecordedThread thread = sample.getThread();
        if (thread == null || thread.isVirtual() || !seen.add(thread.getJavaThreadId())) {
            String site = nearest(frames(sample.getStackTrace()), "");
            bytes.merge(site, sample.getLong("weight"), Long::sum);
        }
    }

    private static List<String> frames(@Nullable RecordedStackTrace stack) {
        return stack == null ? List.of() : stack.getFrames().stream().map(Profile::name).toList();
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static String nearest(List<String> frames, String prefix) {
        return frames.stream()
                .filter(frame -> frame.startsWith(prefix))
                .filter(frame -> !frame.startsWith("java.") && !frame.startsWith("jdk."))
                .findFirst()
                .orElse(frames.isEmpty() ? "unknown" : frames.getFirst());
    }

    /** CPU-milliseconds of our own work for each picture; 0 where the JVM takes no samples. */
    double own() {
        return millis(Part.OWN);
    }

    private double millis(Part part) {
        return cpu.getOrDefault(part, Duration.ZERO).toNanos() / 1e6 / pictures;
    }

    void addTo(ObjectNode json) {
        if (cpu.isEmpty()) {
            return;
        }
        // A sample more or less is luck.
        double samples = own.values().stream().mapToDouble(Long::doubleValue).sum();
        json.put("cpuMsOwn", own());
        json.put("cpuMsOwnError", own() / Math.sqrt(Math.max(1, samples)));
        json.put("profiled", pictures);
        ObjectNode parts = json.putObject("profile");
        for (Part part : Part.values()) {
            parts.put(part.name().toLowerCase(Locale.ROOT), millis(part));
        }
        json.set("ownTop", largest(own));
        json.set("allocationsTop", largest(bytes));
    }

    /** Methods by their share of all, the largest first. */
    private static ArrayNode largest(Map<String, Long> amounts) {
        double all = amounts.values().stream().mapToLong(Long::longValue).sum();
        ArrayNode sites = array();
        amounts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(TOP)
                .forEach(
                        site ->
                                sites.addObject()
                                        .put("method", site.getKey())
                                        .put("share", site.getValue() / all));
        return sites;
    }
}
