package dev.sluice.ops.bench.stand;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * JDK Flight Recorder in a JVM that runs already, switched on from outside: what was measured
 * before was measured without it.
 */
public final class FlightRecorder {
    private static final String NAME = "bench";
    private static final long ANSWER_SECONDS = 60;

    private final Child child;
    private final Path folder;

    private FlightRecorder(Child child, Path folder) {
        this.child = child;
        this.folder = folder;
    }

    /**
     * Starts recording.
     *
     * @param folder for what the JVM answers, and the recording
     * @param settings of events, such as {@code jdk.CPUTimeSample#enabled=true}; all others are off
     */
    public static FlightRecorder start(Child child, Path folder, String... settings)
            throws IOException, InterruptedException {
        FlightRecorder recorder = new FlightRecorder(child, folder);
        List<String> command = new ArrayList<>(List.of("JFR.start", "settings=none"));
        for (String setting : settings) {
            command.add("+" + setting); // for "none" knows no event
        }
        recorder.ask(command);
        return recorder;
    }

    /** Stops, and gives the recording's file. */
    public Path stop() throws IOException, InterruptedException {
        Path file = folder.resolve(NAME + ".jfr");
        ask(List.of("JFR.stop", "filename=" + file));
        return file;
    }

    private void ask(List<String> command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(Long.toString(child.handle().pid()));
        line.add(command.getFirst());
        line.add("name=" + NAME);
        line.addAll(command.subList(1, command.size()));
        Path log = folder.resolve(command.getFirst() + ".log");
        Child jcmd = Launcher.program(log, Map.of(), folder.toFile(), line);
        if (jcmd.join(ANSWER_SECONDS, TimeUnit.SECONDS) != 0) {
            throw new IOException(command.getFirst() + " failed: " + jcmd.output());
        }
    }
}
