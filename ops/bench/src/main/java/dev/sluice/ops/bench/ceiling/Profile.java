package dev.sluice.ops.bench.ceiling;

import dev.sluice.ops.bench.stand.FlightRecorder;

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
import java.util.Map;
import java.util.Set;

/**
 * Where a JVM's CPU goes, by its stacks after every ms of a thread's CPU time, or every few (JEP
 * 509, which is for Linux only), and who allocates. Threads of the JVM itself are not in it.
 *
 * @param cpu time by part
 * @param samples by part
 * @param missed samples that the JVM could not take
 * @param own methods of ours by their share of our own work, the largest first
 * @param allocations sites by their share of all bytes, the largest first
 */
record Profile(
        Map<Part, Duration> cpu,
        Map<Part, Integer> samples,
        long missed,
        List<Site> own,
        List<Site> allocations) {
    private static final int TOP = 10;
    private static final String CPU = "jdk.CPUTimeSample";
    private static final String LOST = "jdk.CPUTimeSamplesLost";
    private static final String ALLOCATION = "jdk.ObjectAllocationSample";
    private static final String OURS = "dev.sluice.";

    /** The first samples weigh what was allocated before the recording, too. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    /** For {@link FlightRecorder}. */
    static final String[] SETTINGS = {
        CPU + "#enabled=true",
        CPU + "#throttle=1ms",
        LOST + "#enabled=true",
        ALLOCATION + "#enabled=true",
        ALLOCATION + "#throttle=200/s"
    };

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
                    .flatMap(frame -> OWNERS.stream().filter(owner -> owner.owns(frame)).limit(1))
                    .map(Owner::part)
                    .findFirst()
                    .orElse(THREADS);
        }
    }

    private record Owner(String prefix, Part part) {
        boolean owns(String frame) {
            return frame.startsWith(prefix);
        }
    }

    /** The first that fits counts. */
    private static final List<Owner> OWNERS =
            List.of(
                    new Owner("ai.onnxruntime.", Part.INFERENCE),
                    new Owner("org.bytedeco.", Part.DECODE),
                    new Owner("dev.sluice.worker.input.picture.PictureDecoder", Part.DECODE),
                    new Owner("dev.sluice.worker.task.picture.PictureInput", Part.DECODE),
                    new Owner("dev.sluice.worker.task.picture.Bilinear", Part.DECODE),
                    new Owner("dev.sluice.worker.task.picture.Pixels", Part.DECODE),
                    new Owner("software.amazon.awssdk.", Part.SDK),
                    new Owner("org.apache.hc.", Part.SDK),
                    new Owner(OURS, Part.OWN));

    /**
     * @param method the nearest that is ours, or that is not the JDK's
     * @param share of all, 0 to 1
     */
    record Site(String method, double share) {}

    /** How far a part's figure may be off by chance alone: a sample more or less is luck. */
    double error(Part part) {
        return 1 / Math.sqrt(Math.max(1, samples.getOrDefault(part, 0)));
    }

    /** CPU-milliseconds of a part, for each of so many pictures. */
    double cpuMillis(Part part, long pictures) {
        return cpu.getOrDefault(part, Duration.ZERO).toNanos() / 1e6 / pictures;
    }

    /** What happened from one moment to another. */
    static Profile of(Path recording, Instant from, Instant to) throws IOException {
        Tally tally = new Tally();
        List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
        Instant begun =
                events.stream()
                        .map(RecordedEvent::getStartTime)
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.MAX);
        for (RecordedEvent event : events) {
            if (event.getStartTime().isBefore(from) || event.getStartTime().isAfter(to)) {
                continue;
            }
            List<String> frames = frames(event.getStackTrace());
            switch (event.getEventType().getName()) {
                case LOST -> tally.missed += event.getLong("lostSamples");
                case CPU -> tally.cpu(event, frames);
                case ALLOCATION -> {
                    if (event.getStartTime().isAfter(begun.plus(SETTLING))) {
                        tally.allocation(event, frames);
                    }
                }
                default -> {} // of the recording itself
            }
        }
        return new Profile(
                tally.cpu, tally.samples, tally.missed, largest(tally.own), largest(tally.bytes));
    }

    private static final class Tally {
        private final Map<Part, Duration> cpu = new EnumMap<>(Part.class);
        private final Map<Part, Integer> samples = new EnumMap<>(Part.class);
        private final Map<String, Long> own = new HashMap<>();
        private final Map<String, Long> bytes = new HashMap<>();
        private final Set<Long> seen = new HashSet<>();
        private long missed;

        void cpu(RecordedEvent sample, List<String> frames) {
            if (frames.isEmpty()) {
                missed++;
            } else if (!isRecorder(frames)) {
                Part part = Part.of(frames, name(sample.getThread("eventThread")));
                cpu.merge(part, sample.getDuration("samplingPeriod"), Duration::plus);
                samples.merge(part, 1, Integer::sum);
                if (part == Part.OWN) {
                    own.merge(nearest(frames, OURS), 1L, Long::sum);
                }
            }
        }

        /** A thread that allocates seldom comes with its first sample later. */
        void allocation(RecordedEvent sample, List<String> frames) {
            RecordedThread thread = sample.getThread();
            if (thread == null || thread.isVirtual() || !seen.add(thread.getJavaThreadId())) {
                bytes.merge(nearest(frames, ""), sample.getLong("weight"), Long::sum);
            }
        }
    }

    private static List<Site> largest(Map<String, Long> amounts) {
        double all = amounts.values().stream().mapToLong(Long::longValue).sum();
        return amounts.entrySet().stream()
                .map(site -> new Site(site.getKey(), site.getValue() / all))
                .sorted(Comparator.comparingDouble(Site::share).reversed())
                .limit(TOP)
                .toList();
    }

    private static boolean isRecorder(List<String> frames) {
        return frames.stream().anyMatch(frame -> frame.startsWith("jdk.jfr."));
    }

    private static List<String> frames(@Nullable RecordedStackTrace stack) {
        return stack == null ? List.of() : stack.getFrames().stream().map(Profile::name).toList();
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static String name(@Nullable RecordedThread thread) {
        String name = thread == null ? null : thread.getJavaName();
        return name == null ? "" : name;
    }

    private static String nearest(List<String> frames, String prefix) {
        return frames.stream()
                .filter(frame -> frame.startsWith(prefix))
                .filter(frame -> !frame.startsWith("java.") && !frame.startsWith("jdk."))
                .findFirst()
                .orElse(frames.isEmpty() ? "unknown" : frames.getFirst());
    }
}
