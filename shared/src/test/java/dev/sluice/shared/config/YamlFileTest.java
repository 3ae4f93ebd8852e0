package dev.sluice.shared.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class YamlFileTest {
    @TempDir Path folder;

    private final Problems problems = new Problems();

    private Section yaml(String text) throws IOException {
        return yaml(text.getBytes(StandardCharsets.UTF_8));
    }

    private Section yaml(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("pipeline.yaml"), bytes);
        return YamlFile.read(file, "cats/pipeline.yaml", problems);
    }

    @Test
    void valuesAreWhatWasWritten() throws Exception {
        Section yaml =
                yaml(
                        """
                        version: 1.10
                        octal: 007
                        power: 1e3
                        truth: yes
                        other: NULL
                        list: [no, 1.0, 0x1F]
                        """);

        assertThat(yaml.text("version")).isEqualTo("1.10");
        assertThat(yaml.text("octal")).isEqualTo("007");
        assertThat(yaml.text("power")).isEqualTo("1e3");
        assertThat(yaml.text("truth")).isEqualTo("yes");
        assertThat(yaml.flag("truth", false)).isTrue();
        assertThat(yaml.text("other")).isEqualTo("NULL");
        assertThat(yaml.texts("list")).containsExactly("no", "1.0", "0x1F");
        problems.throwIfAny();
    }

    @Test
    void nothingWrittenIsNoValue() throws Exception {
        Section yaml = yaml("empty:\nnone: null\nquoted: \"null\"\n");

        assertThat(yaml.integer("empty", 7, 1, 9)).isEqualTo(7);
        assertThat(yaml.section("none").all()).isEmpty();
        assertThat(yaml.text("quoted")).isEqualTo("null");
        problems.throwIfAny();
    }

    @Test
    void aFileOfAnotherSystemReadsTheSame() throws Exception {
        Section yaml = yaml("\uFEFFname: cats\r\nlease: 60s\r\n");

        assertThat(yaml.text("name")).isEqualTo("cats");
        assertThat(yaml.text("lease")).isEqualTo("60s");
        yaml.done();
        problems.throwIfAny();
    }

    @Test
    void anotherEncodingIsSaidOfTheFile() throws Exception {
        yaml("name: café\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(problems::throwIfAny)
                .withMessageStartingWith("cats/pipeline.yaml: cannot be read: ")
                .withMessageEndingWith(
                        "is not UTF-8: byte 10, in line 1, is 0xE9; save it as UTF-8");
    }

    @Test
    void aListOrAMappingIsNotTakenForText() throws Exception {
        Section yaml = yaml("labels: [cat, dog]\ntop: {most: 3}\n");

        assertThat(yaml.text("labels", "labels.txt")).isEqualTo("labels.txt");
        assertThat(yaml.integer("top", 5, 1, 9)).isEqualTo(5);
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(problems::throwIfAny)
                .withMessage(
                        "cats/pipeline.yaml: labels: must be one value, not a mapping or a list\n"
                                + "cats/pipeline.yaml: top: must be one value, not a mapping or a"
                                + " list");
    }
}
