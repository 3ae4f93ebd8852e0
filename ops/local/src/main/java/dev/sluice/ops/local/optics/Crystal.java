package dev.sluice.ops.local.optics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A material that splits into layers, and how light goes through it.
 *
 * <p>Graphene: n = 2.6 − 1.3i at all wavelengths, 0.335 nm a layer (P. Blake et al., Appl. Phys.
 * Lett. 91, 063124, 2007). hBN: n² = 1 + 3.263 λ² / (λ² − (164.4 nm)²), measured from 450 nm on,
 * here from 400 (S. Y. Lee et al., Phys. Status Solidi B 256, 1800417, 2018), 0.333 nm a layer. The
 * dichalcogenides: {@code indices.csv}, measured on flakes of many layers and taken for those of
 * few, too, whose absorption lines are a few nm elsewhere; layers are half of the lattice constant
 * c (W. J. Schutte et al., J. Solid State Chem. 70, 207, 1987, for tungsten's; P. B. James and M.
 * T. Lavik, Acta Cryst. 16, 1183, 1963, for molybdenum's).
 */
public enum Crystal {
    GRAPHENE("Graphene", 0.335),
    HBN("hBN", 0.333),
    MOS2("MoS2", 0.615),
    MOSE2("MoSe2", 0.646),
    WS2("WS2", 0.618),
    WSE2("WSe2", 0.648);

    private final String label;
    private final double layerNm;

    Crystal(String label, double layerNm) {
        this.label = label;
        this.layerNm = layerNm;
    }

    /** As pipelines call it. */
    public String label() {
        return label;
    }

    /** The one of this name, in any case. */
    public static Optional<Crystal> named(String name) {
        return Arrays.stream(values())
                .filter(it -> it.label.equalsIgnoreCase(name.strip()))
                .findFirst();
    }

    /** How thick a layer is, nm. */
    public double layerNm() {
        return layerNm;
    }

    /**
     * @param nm wavelength, 400 to 700
     */
    Complex index(double nm) {
        return switch (this) {
            case GRAPHENE -> new Complex(2.6, -1.3);
            case HBN -> new Complex(Math.sqrt(1 + 3.263 * nm * nm / (nm * nm - 164.4 * 164.4)), 0);
            case MOS2, MOSE2, WS2, WSE2 -> Indices.MEASURED.at(label.toLowerCase(Locale.ROOT), nm);
        };
    }
}
