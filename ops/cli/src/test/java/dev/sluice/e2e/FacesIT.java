package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.Settings;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.VectorTable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Faces, from an upload to a match, with workers in processes of their own. */
final class FacesIT {
    private static final byte[] ASTRONAUT = Samples.photo("astronaut.png").bytes();
    private static final byte[] COFFEE = Samples.photo("coffee.png").bytes();
    private static final List<byte[]> COPIES = Samples.faces().stream().map(Sample::bytes).toList();

    @TempDir private Path indexes;
    @TempDir private Path pictures;
    @TempDir private Path files;

    private final Map<String, String> variables = new HashMap<>();

    private static Path pipelines() {
        Path repository = Pipes.repository();
        Pipes.shipped(repository, "faces");
        return Pipes.shipped(repository, "match");
    }

    private static String picture(Customer customer, String name) {
        return customer.id() + "/collections/staff/" + name;
    }

    private static JsonNode index(Customer customer, String name, byte[] content) {
        customer.put(picture(customer, name), content);
        return customer.result(customer.awaitSettled("faces#staff/" + name));
    }

    /** The picture keys that match, the most alike first. */
    private static List<String> match(Customer customer, String name) {
        customer.put(customer.id() + "/match/staff/" + name, ASTRONAUT);
        Row row = customer.awaitSettled("match#staff/" + name);
        return customer.result(row).get("face_matches").findValuesAsText("image_key");
    }

    private String indexFiles() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(indexes)) {
            for (Path file : files.toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Test
    void aFaceIsFoundAsLongAsItsPictureIsThereAndByWhicheverWorker() throws Exception {
        variables.put("SLUICE_VECTOR_INDEX", indexes.toString());
        try (Fleet fleet = new Fleet(pipelines())) {
            Program killed = fleet.worker(variables);
            Customer customer = fleet.customer();

            JsonNode indexed = index(customer, "one.jpg", COPIES.get(0));
            assertThat(indexed.at("/face_records/0/image_key").asText()).isEqualTo("one.jpg");
            assertThat(indexed.get("modelVersion").asText()).isEqualTo("1");
            index(customer, "two.jpg", COPIES.get(1));
            assertThat(match(customer, "a.png")).containsExactlyInAnyOrder("one.jpg", "two.jpg");

            // another process, which has read nothing yet, then one that goes on with its file
            fleet.worker(variables);
            killed.kill();
            index(customer, "three.jpg", COPIES.get(3));
            assertThat(match(customer, "b.png"))
                    .containsExactlyInAnyOrder("one.jpg", "two.jpg", "three.jpg");
            fleet.worker(variables);
            List<String> found = new ArrayList<>();
            for (int i = 0; i < 4; i++) { // whichever takes it
                found.addAll(match(customer, "c" + i + ".png"));
            }
            assertThat(found).hasSize(12);

            // a picture without a face in the place of one with
            customer.put(picture(customer, "one.jpg"), COFFEE);
            Awaitility.await("the row says no-face")
                    .until(
                            () ->
                                    customer.row("faces#staff/one.jpg")
                                            .flatMap(row -> row.text("failureReason"))
                                            .filter(reason -> reason.startsWith("no-face: "))
                                            .isPresent());
            assertThat(match(customer, "d.png")).containsExactlyInAnyOrder("two.jpg", "three.jpg");

            customer.delete(picture(customer, "two.jpg"));
            Awaitility.await("the row says deleted")
                    .until(
                            () ->
                                    customer.row("faces#staff/two.jpg")
                                            .flatMap(Row::status)
                                            .equals(Optional.of(Row.Status.DELETED)));
            assertThat(match(customer, "e.png")).containsExactly("three.jpg");
            customer.awaitQueuesEmpty("faces");
            Awaitility.await("forgotten on disk").until(() -> !indexFiles().contains("two.jpg"));
            assertThat(indexFiles()).contains("three.jpg");

            similarity(customer);
            commands(fleet, customer);
        }
    }

    /** Half of one and the cosine, to four decimals; asked for by metadata. */
    private static void similarity(Customer customer) {
        customer.put(customer.id() + "/collections/same/one.png", ASTRONAUT);
        customer.awaitSettled("faces#same/one.png");
        customer.put(
                customer.id() + "/match/same/one.png",
                ASTRONAUT,
                Map.of("threshold", "0.99", "max_matches", "1"));
        Row row = customer.awaitSettled("match#same/one.png");
        JsonNode document = customer.result(row);

        assertThat(document.at("/face_matches/0/similarity").asDouble())
                .isCloseTo(1.0, within(1e-4));
        assertThat(document.get("threshold").asDouble()).isEqualTo(0.99);
        assertThat(row.headline()).contains("1 match, best 1.0000");
        customer.delete(customer.id() + "/collections/same/one.png");
    }

    /** The same collection by `ops/sluice faces`, and its end. */
    private void commands(Fleet fleet, Customer customer) throws Exception {
        Map<String, String> environment = fleet.environment(Map.of());
        Files.write(pictures.resolve("four.jpg"), COPIES.get(2));
        Path asked = Files.write(files.resolve("asked.png"), ASTRONAUT);
        Path report = files.resolve("report.html");
        String[] whose = {"--customer", customer.id(), "--collection", "staff"};

        assertThat(run(environment, "index", whose, pictures.toString(), "--json"))
                .contains("four.jpg\"", "\"status\":\"completed\"");
        String matches =
                run(environment, "match", whose, asked.toString(), "--report", report.toString());
        assertThat(matches).contains("four.jpg", "three.jpg");
        assertThat(Files.readString(report))
                .contains("four.jpg", "2 matches", "data:image/jpeg;base64,")
                .doesNotContain("class=\"none\"");
        assertThat(run(environment, "list", whose)).contains("four.jpg");
        run(environment, "rebuild", whose);
        assertThat(match(customer, "f.png")).hasSize(2);

        assertThat(run(environment, "delete", whose, "--yes", "--json"))
                .contains("\"complete\":true");
        assertThat(customer.rows().keySet()).noneMatch(row -> row.contains("staff"));
        assertThat(customer.keys("")).noneMatch(key -> key.contains("staff"));
        Settings settings = fleet.settings(Map.of());
        VectorTable table = VectorTable.of(settings, fleet.aws().dynamodb());
        assertThat(table.collections(customer.id()))
                .doesNotContainKey(new CollectionKey(customer.id(), "staff"));
        table.all(
                new CollectionKey(customer.id(), "staff"),
                item -> {
                    throw new AssertionError("left: " + item.key());
                });
        Awaitility.await("gone on disk").until(() -> !indexFiles().contains("staff"));
        assertThat(match(customer, "g.png")).isEmpty();
    }

    private static String run(
            Map<String, String> environment, String command, String[] whose, String... more)
            throws Exception {
        List<String> line = new ArrayList<>(List.of("faces", command));
        line.addAll(List.of(whose));
        line.addAll(List.of(more));
        try (Program program = Program.start(environment, line.toArray(String[]::new))) {
            assertThat(program.exitCode()).as(program.output()).isZero();
            return program.output();
        }
    }
}
