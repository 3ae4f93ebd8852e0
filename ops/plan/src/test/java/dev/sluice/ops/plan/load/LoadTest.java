package dev.sluice.ops.plan.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

class LoadTest {
    @TempDir Path folder;

    private Load read(String text) throws IOException {
        Problems problems = new Problems();
        Load load = History.read(Files.writeString(folder.resolve("history.csv"), text), problems);
        problems.throwIfAny();
        return load;
    }

    private List<String> problems(String text) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> read(text)).problems();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void everyShapeHasAsManyJobsAsAreAskedFor(Shape shape) {
        Load load = shape.load(1e6, 3, Instant.parse("2026-11-30T13:00:00Z"));
        assertThat(load.jobs()).isCloseTo(3e6, within(1.0));
        assertThat(load.days()).isEqualTo(3);
        assertThat(load.start()).isEqualTo("2026-11-30T00:00:00Z");
        assertThat(load.rate(86_400 * 3.0)).as("after the end").isZero();
    }

    @Test
    void aHistoryIsReadInAnyOrderAndWhatIsMissingIsNone() throws IOException {
        Load load =
                read(
                        "Timestamp\tSum\n2026-11-20T10:02:00+00:00\t240\n"
                                + "2026-11-20T10:00:00Z,120.0\n\n2026-11-20T11:05:00+01:00,60\n");
        assertThat(load.start()).isEqualTo("2026-11-20T10:00:00Z");
        assertThat(load.seconds()).isEqualTo(360);
        assertThat(load.jobs()).isCloseTo(420, within(1e-9));
        assertThat(load.rate(10)).isEqualTo(2);
        assertThat(load.rate(90)).isZero();
        assertThat(load.rate(359)).isEqualTo(1);
        assertThat(load.nextStep(90)).isEqualTo(120);
    }

    @Test
    void everyBadLineIsNamedUpToAFew() {
        assertThat(
                        problems(
                                "2026-11-20T10:00:00Z,1\n2026-11-20T10:00:00Z,2\nnoon,3\n"
                                        + "2026-11-20T10:01:00Z,-1\n2026-11-20T10:02:00Z\n"
                                        + "2026-11-20T10:03:00Z,NaN\n,\n,\n"))
                .anySatisfy(p -> assertThat(p).contains("line 2").contains("another line"))
                .anySatisfy(p -> assertThat(p).contains("line 3").contains("a time and a number"))
                .anySatisfy(p -> assertThat(p).contains("has 2 more such lines"))
                .anySatisfy(p -> assertThat(p).contains("two periods at least"));
        assertThat(problems("")).singleElement().asString().contains("two periods");
        assertThat(problems("2026-01-01T00:00:00Z,1\n2026-03-01T00:00:00Z,1"))
                .singleElement()
                .asString()
                .contains("over 31 days at most");
    }
}
