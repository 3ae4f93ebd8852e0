package dev.sluice.worker.task.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is made of what programs write, whatever it is. */
class OutputTest {
    private static final ProgressLines PLAIN = new ProgressLines(Optional.empty());

    @TempDir private Path folder;

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        new OutputReader(new ByteArrayInputStream(bytes), lines::add).run();
        return lines;
    }

    @Test
    void aCarriageReturnEndsALineAndTheLastNeedsNoEnd() {
        assertThat(lines("10 %\r20 %\r\n\n\nüber\nend"))
                .containsExactly("10 %", "20 %", "über", "end");
    }

    @Test
    void aLongLineIsCut() {
        assertThat(lines("x".repeat(100_000) + "\nnext"))
                .containsExactly("x".repeat(OutputReader.LONGEST), "next");
    }

    @Test
    void aLineOfJsonSaysHowFarItIs() {
        assertThat(
                        PLAIN.read(
                                " {\"progress\": 0.42, \"message\": \"a\\n"
                                        + "b\", \"remainingSeconds\": 12} "))
                .contains(Map.of("progress", 0.42, "message", "a b", "remainingSeconds", 12.0));
        assertThat(PLAIN.read("{\"progress\": 1}")).contains(Map.of("progress", 1.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"progress\": \"half\"}",
                "{\"progress\": }",
                "{\"progress\"",
                "[0.5]",
                "progress 50",
                ""
            })
    void anotherLineIsNoProgress(String line) {
        assertThat(PLAIN.read(line)).isEmpty();
    }

    @Test
    void aPatternKnowsPercentagesAndCounts() {
        ProgressLines percent = new ProgressLines(Optional.of(Pattern.compile("(\\d+) ?%")));
        assertThat(percent.read("at 50 % now"))
                .contains(Map.of("progress", 0.5, "message", "50 %"));
        assertThat(percent.read("500%").orElseThrow()).containsEntry("progress", 1.0);

        ProgressLines count = new ProgressLines(Optional.of(Pattern.compile("(\\d+)/(\\d+)|(x)")));
        assertThat(new ProgressLines(Optional.of(Pattern.compile("(\\d+)/(\\d+)"))).read("3/4"))
                .contains(Map.of("progress", 0.75, "message", "3/4"));
        assertThat(new ProgressLines(Optional.of(Pattern.compile("(\\d+)/(\\d+)"))).read("3/0"))
                .isEmpty();
        assertThat(count.read("x")).as("a group that took no part").isEmpty();
    }

    @Test
    void messagesAreOneShortLine() {
        assertThat(ProgressLines.oneLine("a\tb\u0007\n c")).isEqualTo("a b c");
        String cut = ProgressLines.oneLine("😀".repeat(300));
        assertThat(cut.codePointCount(0, cut.length())).isEqualTo(200);
        assertThat(cut).endsWith("😀…");
    }

    @Test
    void ofALongLogTheLastIsKeptAndHowMuchIsNot() throws IOException {
        LogTail tail = new LogTail(folder.resolve("log"));
        tail.save();
        assertThat(folder.resolve("log")).doesNotExist();
        for (int i = 0; i < 10_000; i++) {
            tail.add("line " + i + " of many that are written");
        }
        tail.save();
        List<String> kept = Files.readAllLines(folder.resolve("log"));
        assertThat(kept.getFirst())
                .isEqualTo("[" + (10_000 - kept.size() + 1) + " earlier lines are not kept]");
        assertThat(kept.getLast()).isEqualTo("line 9999 of many that are written");
        assertThat(Files.size(folder.resolve("log"))).isLessThan(66_000);
    }

    @Test
    void whatIsLeftInTheWrongFormIsAsIfItWereNotThere() throws IOException {
        Leavings none = new Leavings(folder);
        assertThat(none.result().headline()).isEqualTo("done");
        Files.writeString(folder.resolve(Leavings.RESULT), "[1, 2]");
        assertThat(none.result().document()).isEmpty();
        Files.writeString(folder.resolve(Leavings.RESULT), "{\"headline\": 7");
        assertThat(none.result().headline()).isEqualTo("done");
        Files.writeString(folder.resolve(Leavings.FAILURE), "{\"code\": \"Not A Code\"}");
        assertThat(none.refusal(70).code()).isEqualTo("refused");
        Path secret = Files.writeString(folder.resolve("secret"), "{\"headline\": \"secret\"}");
        Files.delete(folder.resolve(Leavings.RESULT));
        Files.createSymbolicLink(folder.resolve(Leavings.RESULT), secret);
        assertThat(none.result().headline()).as("links are not followed").isEqualTo("done");
    }
}
