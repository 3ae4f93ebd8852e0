package dev.sluice.ops.local.optics;

/**
 * A crystal on an oxidised silicon wafer: the interference of light reflected, at normal incidence,
 * from air, crystal, silicon dioxide and silicon.
 *
 * <p>Model from P. Blake et al., Appl. Phys. Lett. 91, 063124 (2007). Silicon dioxide: the
 * Sellmeier formula of I. H. Malitson, J. Opt. Soc. Am. 55, 1205 (1965). Silicon: measured n and k
 * of D. E. Aspnes and A. A. Studna, Phys. Rev. B 27, 985 (1983), linear in between.
 *
 * @param oxideNm thickness of the silicon dioxide, nm
 */
public record ThinFilm(Crystal crystal, double oxideNm) {
    /** Wavelength in nm, n, k; Aspnes and Studna list photon energies, here 3.1 to 1.7 eV. */
    private static final double[][] SILICON = {
        {399.9, 5.570, 0.387},
        {413.3, 5.222, 0.269},
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
        {688.8, 3.796, 0.013},
        {729.3, 3.752, 0.010},
    };

    /**
     * Brightness in a band against the bare wafer, minus 1.
     *
     * @param layers 0 or more
     * @return 0 for the bare wafer, negative where the flake is darker
     */
    public double contrast(Band band, int layers) {
        return band.mean(nm -> reflectance(nm, layers)) / band.mean(nm -> reflectance(nm, 0)) - 1;
    }

    /**
     * The share of light that comes back, 0 to 1.
     *
     * @param nm 400 to 700
     */
    public double reflectance(double nm, int layers) {
        Complex[] index = {
            Complex.ONE, crystal.index(nm), silica(nm), Indices.between(SILICON, nm, 1)
        };
        double[] thickness = {0, layers * crystal.layerNm(), oxideNm};
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
}
