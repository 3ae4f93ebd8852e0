package dev.sluice.ops.bench.ceiling;

import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.ops.bench.stand.Window.Span;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * JDK Flight Recorder in a JVM that runs already, switched on from outside: what was measured
 * before was measured without it.
 */
final class Recording {
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private Recording() {}

    /** Profiles a worker while it settles so many jobs more. */
    static Profile of(Stand stand, Backlog backlog, Child worker, Span jobs)
            throws IOException, InterruptedException {
        Stream<String> settings = Profile.SETTINGS.stream().map(each -> "+" + each);
        ask(stand, worker, Stream.concat(Stream.of("JFR.start", "settings=none"), settings));
        Window window = Window.of(backlog, worker, Span.NONE, jobs);
        Path file = stand.file("bench.jfr");
        ask(stand, worker, Stream.of("JFR.stop", "filename=" + file));
        return Profile.of(file, window);
    }

    private static void ask(Stand stand, Child child, Stream<String> command)
            throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Stream<String> start = Stream.of(jcmd, Long.toString(child.pid()));
        Path log = stand.file("jcmd.log");
        Child asked =
                Launcher.program(
                        log,
                        Map.of(),
                        stand.folder().toFile(),
                        Stream.concat(start, Stream.concat(command, Stream.of("name=bench")))
                                .toList());
        if (asked.join(ANSWER) != 0) {
            throw new IOException("no profile: " + asked.tail());
        }
    }
}
