package dev.sluice.ops.bench.stand;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts programs in processes of their own, so that what each costs can be told apart.
 *
 * @param java the java command and its flags, class path included, without a main class
 * @param main the main class of the command line, or of a distribution's one program
 * @param commands whether the main class takes commands
 * @param worker further flags for {@code worker}, such as those of its AOT cache
 */
public record Launcher(List<String> java, String main, boolean commands, List<String> worker) {
    public Launcher {
        java = List.copyOf(java);
        worker = List.copyOf(worker);
    }

    public Launcher(List<String> java, String main) {
        this(java, main, true, List.of());
    }

    /** The same with further flags for the JVM, which come last to win. */
    public Launcher with(String... flags) {
        List<String> more = Stream.concat(java.stream(), Stream.of(flags)).toList();
        return new Launcher(more, main, commands, worker);
    }

    /** The same with these flags, and no others before, for {@code worker} alone. */
    public Launcher withWorker(String... flags) {
        return new Launcher(java, main, commands, List.of(flags));
    }

    /** The same for whatever does a worker's work: with the worker's flags. */
    public Launcher asWorker() {
        return with(worker.toArray(String[]::new));
    }

    /** Another build's programs with the flags of this one, but those of workers. */
    public Launcher of(Path home, Path other) {
        List<String> theirs = new ArrayList<>(java);
        theirs.replaceAll(word -> word.replace(home.toString(), other.toString()));
        theirs.set(theirs.indexOf("-cp") + 1, other.resolve("ops/cli/target/lib") + "/*");
        return new Launcher(theirs, main);
    }

    /** One of our commands, such as {@code worker}. */
    public Child sluice(Path log, Map<String, String> environment, String... command)
            throws IOException {
        Launcher own = command[0].equals("worker") ? asWorker() : this;
        return own.java(log, environment, main, commands ? command : new String[0]);
    }

    /** Any main class on our class path. */
    public Child java(
            Path log, Map<String, String> environment, String mainClass, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>(java);
        line.add(mainClass);
        line.addAll(List.of(arguments));
        return program(log, environment, new File("").getAbsoluteFile(), line);
    }

    /** Any program; it sees no AWS or Sluice settings but those given. */
    public static Child program(
            Path log, Map<String, String> environment, File folder, List<String> line)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(folder)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        Map<String, String> all = builder.environment();
        all.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("SLUICE_"));
        all.putAll(environment);
        all.put("ORT_DISABLE_TELEMETRY", "1");
        return new Child(builder.start(), log);
    }
}
