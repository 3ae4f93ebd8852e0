package dev.sluice.worker.task.command;

import dev.sluice.shared.config.Section;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code program} of a stage names: a file in the pipeline's folder, a program on the PATH, or
 * {@code sluice:CLASS}, a main class on the worker's own class path.
 */
record ProgramName(Path folder, Section options) {
    private static final String OWN = "sluice:";

    private static final String PATH = "java.library.path";

    /** Where an image has OpenCV's libraries, for they are not in its jars. */
    private static final List<String> NATIVE = List.of(PATH, "org.bytedeco.javacpp.pathsFirst");

    /** Of a script's first line. */
    private static final int LONGEST_LINE = 256;

    /**
     * The words to execute; those that are files in the folder become paths.
     *
     * @return empty if there is no such program, which is noted
     */
    Optional<List<String>> resolve(List<String> words) {
        if (words.isEmpty()) {
            options.problem("program", "is required: what the stage runs");
            return Optional.empty();
        }
        List<String> command = new ArrayList<>();
        String first = words.getFirst();
        if (first.startsWith(OWN)) {
            command.addAll(ownClass(first.substring(OWN.length())));
        } else {
            Optional<Path> file = inFolder(first);
            List<String> start = file.map(this::script).orElseGet(() -> List.of(first));
            if (onPath(start.getFirst()).isEmpty()) {
                options.problem("program", missing(start.getFirst()));
                return Optional.empty();
            }
            command.addAll(start);
        }
        for (String word : words.subList(1, words.size())) {
            command.add(inFolder(word).map(Path::toString).orElse(word));
        }
        return Optional.of(command);
    }

    private String missing(String program) {
        return "\"%s\" is neither a file in the pipeline's folder nor a program on the PATH%s"
                .formatted(
                        program,
                        options.optionalText("install")
                                .map(how -> "; install it: " + how)
                                .orElse(""));
    }

    private Optional<Path> inFolder(String word) {
        Path file = folder.resolve(word).toAbsolutePath().normalize();
        return file.startsWith(folder.toAbsolutePath().normalize()) && Files.isRegularFile(file)
                ? Optional.of(file)
                : Optional.empty();
    }

    /** S3 keeps no permission to execute, so a script is given to whom its first line names. */
    private List<String> script(Path file) {
        if (Files.isExecutable(file)) {
            return List.of(file.toString());
        }
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(file), StandardCharsets.ISO_8859_1),
                        LONGEST_LINE)) {
            char[] start = new char[LONGEST_LINE];
            int read = Math.max(0, reader.read(start));
            String line = new String(start, 0, read).lines().findFirst().orElse("");
            if (line.startsWith("#!")) {
                List<String> words =
                        new ArrayList<>(List.of(line.substring(2).strip().split("\\s+", 2)));
                words.add(file.toString());
                return words;
            }
        } catch (IOException e) {
            options.problem("program", file + " cannot be read: " + e);
        }
        return List.of(file.toString());
    }

    /** The same Java, with the same class path, and native libraries where this one has them. */
    private static List<String> ownClass(String name) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        for (String property : NATIVE) {
            Optional.ofNullable(System.getProperty(property))
                    .filter(value -> !value.isBlank())
                    .map(value -> property.equals(PATH) ? absolute(value) : value)
                    .ifPresent(value -> command.add("-D%s=%s".formatted(property, value)));
        }
        command.addAll(List.of("-cp", absolute(System.getProperty("java.class.path")), name));
        return command;
    }

    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    static Optional<Path> onPath(String program) {
        if (program.contains("/")) {
            return Optional.of(Path.of(program)).filter(Files::isExecutable);
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return List.of(path.split(File.pathSeparator, -1)).stream()
                .map(folder -> Path.of(folder, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
