package dev.sluice.ops.local.wafer;

import dev.sluice.ops.local.optics.Band;
import dev.sluice.ops.local.optics.Crystal;
import dev.sluice.ops.local.optics.ThinFilm;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What all pictures of a series have in common: the crystal, the wafer's oxide, and the camera.
 *
 * @param bands what its channels see: B, G, R
 * @param gamma of its tone curve: what is written is light to this power; 1 is a linear camera
 * @param levels of the bare wafer in the picture's middle: B, G, R, 0 to 255
 */
public record Microscope(ThinFilm film, List<Band> bands, double gamma, List<Double> levels) {
    private static final int THINNEST_NM = 70;
    private static final int THICKEST_NM = 300;

    /** Contrast in some channel under which nobody sees a flake. */
    private static final double VISIBLE = 0.06;

    private static final int MOST_LAYERS = 24;

    public Microscope {
        bands = List.copyOf(bands);
        levels = List.copyOf(levels);
    }

    /**
     * An oxide by chance, 70 to 300 nm, on which thin flakes can be seen; the same for all cameras.
     */
    static ThinFilm film(SplittableRandom random, Crystal crystal) {
        int thin = crystal == Crystal.HBN ? 10 : 2;
        while (true) {
            ThinFilm any = new ThinFilm(crystal, random.nextInt(THINNEST_NM, THICKEST_NM + 1));
            if (new Microscope(any, Band.BGR, 1, List.of()).thinnest() <= thin) {
                return any;
            }
        }
    }

    /** One with this wafer. */
    static Microscope on(SplittableRandom random, ThinFilm film, Difficulty difficulty) {
        boolean other = difficulty.has(Difficulty.OTHER_CAMERA);
        List<Band> bands = new ArrayList<>();
        List<Double> levels = new ArrayList<>();
        double brightness = random.nextDouble(95, 150);
        for (Band band : Band.BGR) {
            int shift = random.nextInt(-10, 11);
            int wider = random.nextInt(-8, 9);
            bands.add(other ? new Band(band.centerNm() + shift, band.halfNm() + wider) : band);
            levels.add(brightness * random.nextDouble(0.85, 1.15));
        }
        double curve = random.nextDouble(0.6, 1.25);
        return new Microscope(film, bands, other ? curve : 1, levels);
    }

    /** As it is written: the brightness against the bare wafer, by channel. */
    float[] brightness(int channel, int mostLayers) {
        float[] brightness = new float[mostLayers + 1];
        for (int layers = 0; layers <= mostLayers; layers++) {
            brightness[layers] = (float) (1 + film.contrast(bands.get(channel), layers));
        }
        return brightness;
    }

    /** The least number of layers that can be seen; {@value #MOST_LAYERS} or more if none can. */
    int thinnest() {
        for (int layers = 1; layers < MOST_LAYERS; layers++) {
            double most = 0;
            for (Band band : bands) {
                most = Math.max(most, Math.abs(film.contrast(band, layers)));
            }
            if (most * gamma >= VISIBLE) {
                return layers;
            }
        }
        return MOST_LAYERS;
    }
}
