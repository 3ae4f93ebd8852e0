package dev.sluice.ops.local.samples;

import java.util.stream.IntStream;

/**
 * How bright graphene on an oxidised silicon wafer looks under a microscope: the interference of
 * light reflected, at normal incidence, from air, graphene, 90 nm of silicon dioxide and silicon.
 *
 * <p>Model and graphene's index from P. Blake et al., Appl. Phys. Lett. 91, 063124 (2007): n = 2.6
 * − 1.3i, 0.335 nm a layer. Silicon dioxide: the Sellmeier formula of I. H. Malitson, J. Opt. Soc.
 * Am. 55, 1205 (1965). Silicon: measured n and k of D. E. Aspnes and A. A. Studna, Phys. Rev. B 27,
 * 985 (1983), linear in between.
 */
final class ThinFilm {
    private static final double LAYER_NM = 0.335;
    private static final double OXIDE_NM = 90;
    private static final Complex GRAPHENE = new Complex(2.6, -1.3);

    /**
     * Wavelength in nm, n, k; Aspnes and Studna list photon energies, here from 2.9 down to 1.9 eV
     * by 0.1.
     */
    private static final double[][] SILICON = {
        {427.5, 4.961, 0.203},
        {442.8, 4.753, 0.163},
        {459.2, 4.583, 0.130},
        {476.9, 4.442, 0.090},
        {495.9, 4.320, 0.073},
        {516.6, 4.215, 0.060},
        {539.1, 4.123, 0.048},
        {563.6, 4.042, 0.032},
        {590.4, 3.969, 0.030},
        {619.9, 3.906, 0.022},
        {652.5, 3.847, 0.016},
    };

    /**
     * A colour channel of the camera: it sees all wavelengths from centre − half to centre + half
     * equally, no others.
     */
    enum Band {
        BLUE(460, 28),
        GREEN(535, 35),
        RED(605, 35);

        private final int centerNm;
        private final int halfNm;

        Band(int centerNm, int halfNm) {
            this.centerNm = centerNm;
            this.halfNm = halfNm;
        }

        private double mean(int layers) {
            return IntStream.rangeClosed(centerNm - halfNm, centerNm + halfNm)
                    .mapToDouble(nm -> reflectance(nm, layers))
                    .average()
                    .orElseThrow();
        }
    }

    private ThinFilm() {}

    /**
     * Brightness against the bare wafer, minus 1.
     *
     * @param layers of graphene, 0 or more
     * @return 0 for the bare wafer, negative where the flake is darker
     */
    static double contrast(Band band, int layers) {
        return band.mean(layers) / band.mean(0) - 1;
    }

    /** The share of light that comes back, 0 to 1. */
    static double reflectance(double nm, int layers) {
        Complex[] index = {Complex.ONE, GRAPHENE, silica(nm), silicon(nm)};
        double[] thickness = {0, layers * LAYER_NM, OXIDE_NM};
        Complex all = fresnel(index[2], index[3]);
        for (int above = 1;
                above >= 0;
                above--) { // from the wafer upwards, each film adds its two reflections
            Complex here = fresnel(index[above], index[above + 1]);
            // Absorbing indices are n − ik, so the way down and up is e^(−2i·2π·n·d/λ).
            Complex wayAndBack =
                    Complex.expI(index[above + 1].times(-4 * Math.PI * thickness[above + 1] / nm));
            Complex below = all.times(wayAndBack);
            all = here.plus(below).over(Complex.ONE.plus(here.times(below)));
        }
        return all.squared();
    }

    private static Complex fresnel(Complex above, Complex below) {
        return above.minus(below).over(above.plus(below));
    }

    private static Complex silica(double nm) {
        double um2 = nm * nm / 1e6;
        double n2 =
                1
                        + 0.6961663 * um2 / (um2 - 0.0684043 * 0.0684043)
                        + 0.4079426 * um2 / (um2 - 0.1162414 * 0.1162414)
                        + 0.8974794 * um2 / (um2 - 9.896161 * 9.896161);
        return new Complex(Math.sqrt(n2), 0);
    }

    private static Complex silicon(double nm) {
        for (int i = 1; i < SILICON.length; i++) {
            double[] from = SILICON[i - 1];
            double[] to = SILICON[i];
            if (nm >= from[0] && nm <= to[0]) {
                double part = (nm - from[0]) / (to[0] - from[0]);
                return new Complex(
                        from[1] + part * (to[1] - from[1]), -(from[2] + part * (to[2] - from[2])));
            }
        }
        throw new IllegalArgumentException("No index of silicon at " + nm + " nm");
    }
}
