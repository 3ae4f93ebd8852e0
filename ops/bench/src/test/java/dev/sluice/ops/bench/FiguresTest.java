package dev.sluice.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

final class FiguresTest {
    @Test
    void aFigureIsALineAndItsPartsAreUnderIt() throws Exception {
        assertThat(printed("{\"p50\": 1.5, \"stages\": {\"queue\": 2}}"))
                .containsExactly(
                        "  p50                     1.5",
                        "  stages:",
                        "    queue                   2");
    }

    @Test
    void severalOfAKindAreATable() throws Exception {
        assertThat(printed("[{\"name\": \"a\", \"cost\": {\"s3\": 1}}, {\"name\": \"b\"}]"))
                .containsExactly(
                        "  name                    cost.s3", "  a                       1", "  b");
    }

    @Test
    void aTableOfManyFiguresHasAColumnForEachThing() throws Exception {
        String many =
                "{\"a\": 1, \"b\": 2, \"c\": 3, \"d\": 4, \"e\": 5, \"f\": 6, \"g\": 7, \"h\": 8}";

        assertThat(printed("{\"sluice\": %s, \"node\": %s}".formatted(many, many)))
                .hasSize(9)
                .startsWith(
                        "                          sluice                  node",
                        "  a                       1                       1");
    }

    @Test
    void theFileHoldsFourDecimals() throws Exception {
        BenchFile file = new BenchFile(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

        file.measured("x", new JsonMapper().readTree("[{\"y\": 0.123456}]"), line -> {});

        assertThat(file.root().path("x").path(0).path("y").asDouble()).isEqualTo(0.1235);
        assertThat(file.root().path("date").asText()).isEqualTo("1970-01-01");
    }

    private static List<String> printed(String json) throws Exception {
        List<String> lines = new ArrayList<>();
        new Figures(lines::add).print(new JsonMapper().readTree(json));
        return lines;
    }
}
