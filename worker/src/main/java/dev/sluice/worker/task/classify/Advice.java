package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.config.YamlFile;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What to tell whoever gets an answer: {@code options.advice}, a YAML file that maps an answer to a
 * list of sentences. Answers without any have an empty list.
 *
 * @param byAnswer empty if there is no such file
 */
record Advice(Optional<Map<String, List<String>>> byAnswer) {
    /**
     * @param answers all that the pipeline may give
     */
    static Advice read(Section options, Path folder, Set<String> answers, Problems problems) {
        Optional<String> file = options.optionalText("advice");
        if (file.isEmpty()) {
            return new Advice(Optional.empty());
        }
        String label = folder.getFileName() + "/" + file.get();
        Section yaml = YamlFile.read(folder.resolve(file.get()), label, problems);
        Map<String, List<String>> byAnswer = new LinkedHashMap<>();
        yaml.raw().forEach((answer, value) -> byAnswer.put(answer, sentences(value)));
        for (String answer : byAnswer.keySet()) {
            if (!answers.contains(answer)) {
                yaml.problem(
                        answer,
                        Nearest.to(answer, answers)
                                .map(near -> "is no answer; did you mean \"" + near + "\"?")
                                .orElse("is no answer; those are " + answers));
            }
        }
        return new Advice(Optional.of(byAnswer));
    }

    private static List<String> sentences(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case Object one -> List.of(one.toString());
        };
    }

    /** For one answer; nothing if nobody gives any. */
    Optional<List<String>> of(String answer) {
        return byAnswer.map(all -> all.getOrDefault(answer, List.of()));
    }
}
