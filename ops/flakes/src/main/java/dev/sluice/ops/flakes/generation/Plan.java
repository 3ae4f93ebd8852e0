package dev.sluice.ops.flakes.generation;

import dev.sluice.ops.local.optics.Crystal;
import dev.sluice.ops.local.optics.ThinFilm;
import dev.sluice.ops.local.wafer.Difficulty;
import dev.sluice.ops.local.wafer.Series;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which pictures to make. */
public final class Plan {
    private static final int THINNEST_NM = 50;
    private static final int THICKEST_NM = 500;

    private final List<Crystal> crystals;
    private final List<Difficulty> difficulties;
    private final @Nullable Double oxide;
    private final int width;
    private final int height;

    private Plan(
            List<Crystal> crystals,
            List<Difficulty> difficulties,
            @Nullable Double oxide,
            int width,
            int height) {
        this.crystals = crystals;
        this.difficulties = difficulties;
        this.oxide = oxide;
        this.width = width;
        this.height = height;
    }

    /**
     * @param materials names; all if there are none
     * @param difficulties likewise
     * @param oxide nm; null for any
     * @param size such as {@code 1280x800}
     * @throws IllegalArgumentException with all that is unknown
     */
    public static Plan of(
            List<String> materials,
            List<String> difficulties,
            @Nullable Double oxide,
            String size) {
        List<String> wrong = new ArrayList<>();
        List<Crystal> crystals = new ArrayList<>();
        for (String name : materials) {
            Crystal.named(name)
                    .ifPresentOrElse(
                            crystals::add,
                            () ->
                                    wrong.add(
                                            "--material: %s is none of %s"
                                                    .formatted(
                                                            name,
                                                            Arrays.stream(Crystal.values())
                                                                    .map(Crystal::label)
                                                                    .toList())));
        }
        List<Difficulty> hard = new ArrayList<>();
        for (String name : difficulties) {
            Difficulty.named(name)
                    .ifPresentOrElse(
                            hard::add,
                            () ->
                                    wrong.add(
                                            "--difficulty: %s is none of %s"
                                                    .formatted(
                                                            name,
                                                            Arrays.stream(Difficulty.values())
                                                                    .map(Difficulty::label)
                                                                    .toList())));
        }
        if (oxide != null && !(oxide >= THINNEST_NM && oxide <= THICKEST_NM)) {
            wrong.add("--oxide: %d to %d nm".formatted(THINNEST_NM, THICKEST_NM));
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
        String[] sides = size.split("x", 2);
        return new Plan(
                crystals.isEmpty() ? List.of(Crystal.values()) : crystals,
                hard.isEmpty() ? List.of(Difficulty.values()) : hard,
                oxide,
                Integer.parseInt(sides[0]),
                Integer.parseInt(sides[1]));
    }

    /** Makes plain pictures of the same wafers, other flakes, and the file with the truth. */
    public void makeForCalibration(Generated made, long seed, int pictures) throws IOException {
        for (Crystal crystal : crystals) {
            made.add(series(crystal, Difficulty.PLAIN, seed).forCalibration(), pictures);
        }
        made.close();
    }

    /** Makes them, and the file with the truth. */
    public void make(Generated made, long seed, int pictures) throws IOException {
        for (Crystal crystal : crystals) {
            for (Difficulty difficulty : difficulties) {
                made.add(series(crystal, difficulty, seed), pictures);
            }
        }
        made.close();
    }

    private Series series(Crystal crystal, Difficulty difficulty, long seed) {
        return oxide == null
                ? Series.of(crystal, difficulty, seed, width, height)
                : Series.on(new ThinFilm(crystal, oxide), difficulty, seed, width, height);
    }
}
