package dev.sluice.ops.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static dev.sluice.ops.cli.MainCode.CLASSES;
import static dev.sluice.ops.cli.MainCode.HOME;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;

import dev.sluice.ops.cli.MainCode.Module;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names, sizes and words. Main code only. */
class ShapeTest {
    private static final int LONGEST_FILE = 300;
    private static final int MOST_PARAMETERS = 5;

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");
    private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z]+|[A-Z]+");

    /** Where any input could stand, none is named; what stands there for compatibility is. */
    private static final Set<String> NAMED =
            Set.of("PipelineFile.java: picture"); // output.picture, the short form of artifacts

    /** Values that are read field by field from elsewhere; none may be added. */
    private static final Set<String> WIDE =
            Set.of(
                    "dev.sluice.worker.input.picture.GifHeader",
                    "dev.sluice.worker.input.picture.JpegSegments");

    @Test
    void namesSayTheJob() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveNameMatching(".*\\.(Base|Abstract)[A-Z][^.]*")
                .check(CLASSES);
    }

    @Test
    void onlyPauseSleeps() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Pause")
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "is Thread.sleep",
                                call ->
                                        call.getTarget().getOwner().isEquivalentTo(Thread.class)
                                                && call.getTarget().getName().equals("sleep")))
                .check(CLASSES);
    }

    /** What time it is and how much has passed are two things, and tests set both. */
    @Test
    void nothingThatRunsOnAwsAsksTheMachineWhatTimeItIs() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        Module.SHARED.packages(),
                        Module.WORKER.packages(),
                        Module.DISPATCHER.packages())
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(CLASSES);
    }

    @ParameterizedTest
    @EnumSource(Module.class)
    void noFileIsOver300Lines(Module module) throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path source : module.sources()) {
            int lines = Files.readAllLines(source).size();
            if (lines > LONGEST_FILE) {
                tooLong.add(HOME.relativize(source) + ": " + lines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    /** Records too: more are to be grouped into concepts. */
    @Test
    void noConstructorOfTheWorkerTakesOverFive() {
        List<String> offenders =
                CLASSES.stream()
                        .filter(c -> c.getPackageName().startsWith(Module.WORKER.root))
                        .filter(c -> !c.isAnonymousClass())
                        .flatMap(c -> c.getConstructors().stream())
                        .filter(c -> declared(c) > MOST_PARAMETERS)
                        .filter(c -> !WIDE.contains(c.getOwner().getName()))
                        .map(c -> c.getOwner().getName() + ": " + declared(c))
                        .sorted()
                        .toList();
        assertThat(offenders).isEmpty();
    }

    /** Without those that the compiler adds: an enum's name and number, an inner class's outer. */
    private static int declared(JavaConstructor constructor) {
        JavaClass owner = constructor.getOwner();
        int all = constructor.getRawParameterTypes().size();
        return owner.isEnum() ? all - 2 : owner.isInnerClass() ? all - 1 : all;
    }

    /** No pipeline's name and no kind of input in what is the same for all. */
    @Test
    void sharedAndTheFlowNameNoPipelineAndNoPicture() throws IOException {
        Set<String> words = words();
        List<Path> sources = new ArrayList<>(Module.SHARED.sources());
        sources.addAll(
                MainCode.sources(HOME.resolve("worker/src/main/java/dev/sluice/worker/flow")));
        List<String> found = new ArrayList<>();
        for (Path source : sources) {
            String code = COMMENT.matcher(Files.readString(source)).replaceAll("");
            WORD.matcher(code)
                    .results()
                    .map(MatchResult::group)
                    .map(word -> word.toLowerCase(Locale.ROOT))
                    .filter(words::contains)
                    .distinct()
                    .map(word -> source.getFileName() + ": " + word)
                    .filter(each -> !NAMED.contains(each))
                    .forEach(found::add);
        }
        assertThat(found).isEmpty();
    }

    private static Set<String> words() throws IOException {
        try (Stream<Path> pipelines = Files.list(HOME.resolve("worker/pipelines"))) {
            Set<String> words =
                    pipelines
                            .filter(Files::isDirectory)
                            .map(folder -> String.valueOf(folder.getFileName()))
                            .collect(Collectors.toSet());
            assertThat(words).contains("flakes", "moderation");
            words.removeAll(
                    Set.of("match", "text")); // patterns do the one, log lines are the other
            words.addAll(Set.of("picture", "pictures", "flake"));
            return words;
        }
    }
}
