package dev.sluice.worker.task.splats.gaussians;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

class TrainerTest {
    private static final int STEPS = 60;

    @TempDir private Path folder;

    private final Crew crew = new Crew(2);
    private final List<View> views = Scenes.views(Scenes.random(40, 1), 6, 64, crew);
    private final Schedule schedule = new Schedule(STEPS, 30, 60);

    @AfterEach
    void close() {
        crew.close();
    }

    private Trainer trainer(TrainedState state) {
        return new Trainer(views, schedule, Scenes.EXTENT, state, crew);
    }

    private TrainedState begin() {
        return new TrainedState(Scenes.random(30, 2));
    }

    @Test
    void picturesGetLikeThePhotos() {
        TrainedState state = begin();
        Trainer trainer = trainer(state);
        double before = psnr(trainer);
        while (trainer.step()) {}
        assertThat(psnr(trainer)).isGreaterThan(before + 3);
        assertThat(state.splats().count()).isEqualTo(60);
        assertThat(state.step()).isEqualTo(STEPS);
    }

    private double psnr(Trainer trainer) {
        return views.stream()
                .mapToDouble(v -> Picture.psnr(trainer.picture(v), v.photo().picture()))
                .average()
                .orElseThrow();
    }

    @Test
    void aRestartGoesOnAsIfNothingHadBeen() throws IOException {
        TrainedState whole = begin();
        Trainer trainer = trainer(whole);
        while (trainer.step()) {}

        TrainedState first = begin();
        Trainer until = trainer(first);
        for (int i = 0; i < STEPS / 2; i++) {
            until.step();
        }
        new Checkpoint(folder, 42).save(first);
        TrainedState second = new Checkpoint(folder, 42).load().orElseThrow();
        Trainer after = trainer(second);
        while (after.step()) {}

        assertThat(second.splats().copy()).isEqualTo(whole.splats().copy());
        assertThat(second.falloff().state()).isEqualTo(whole.falloff().state());
    }

    @Test
    void aCheckpointOfOtherInputsOrCutOffOrChangedIsNone() throws IOException {
        new Checkpoint(folder, 42).save(begin());
        assertThat(new Checkpoint(folder, 43).load()).isEmpty();

        Path file = folder.resolve("training.bin");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(new Checkpoint(folder, 42).load()).isEmpty();

        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(new Checkpoint(folder, 42).load()).isEmpty();
    }

    @Test
    void aFileIsReadBackAsItWasWritten() throws IOException {
        Splats splats = Scenes.random(10, 9);
        Path file = folder.resolve("a.ply");
        Ply.write(splats, file);
        assertThat(Ply.read(file).copy()).isEqualTo(splats.copy());
    }

    @Test
    void splatsWithoutMeaningAreNotDrawn() {
        Splats splats = Scenes.random(3, 9);
        splats.set(0, Splats.POSITION, Float.NaN);
        splats.set(1, Splats.SCALE, Float.POSITIVE_INFINITY);
        splats.set(2, Splats.OPACITY, Float.NaN);
        View view = Scenes.view("a", 0, Photo.of(Picture.black(40, 40)));
        Projection projection = new Projection(splats, Scenes.EXTENT);
        projection.project(view, crew);
        assertThat(projection.visible()).isZero();
        assertThat(new Raster(crew).draw(projection, 40, 40).rgb()).containsOnly(0f);
    }
}
