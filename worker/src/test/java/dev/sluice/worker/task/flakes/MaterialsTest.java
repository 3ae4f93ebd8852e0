package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class MaterialsTest {
    @Test
    void areThoseOfTheFileInItsOrder() throws Exception {
        Materials materials = FlakesPipeline.materials();
        assertThat(materials.names()).containsExactly("Graphene", "WSe2");
        assertThat(materials.find("Graphene"))
                .contains(new Materials.Material("Graphene", 0, List.of("1", "2", "3", "4")));
        assertThat(materials.find("WSe2"))
                .contains(new Materials.Material("WSe2", 1, List.of("1", "2", "3")));
    }

    @Test
    void matchInAnyCase() throws Exception {
        assertThat(FlakesPipeline.materials().find(" wSE2 "))
                .hasValueSatisfying(it -> assertThat(it.name()).isEqualTo("WSe2"));
        assertThat(FlakesPipeline.materials().find("WSe")).isEmpty();
    }

    @Test
    void aFileWithoutMaterialsIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("gmm.json"), "{\"materials\": {}}");
        assertThatThrownBy(() -> Materials.read(file)).isInstanceOf(IOException.class);
    }
}
