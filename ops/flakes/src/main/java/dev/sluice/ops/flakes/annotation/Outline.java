package dev.sluice.ops.flakes.annotation;

import java.util.List;

/**
 * A flake that somebody outlined.
 *
 * @param layers its class: a number of layers
 * @param rings x and y of each corner by turns, px from the picture's top left; all parts of the
 *     flake
 */
public record Outline(int layers, List<double[]> rings) {
    public Outline {
        rings = List.copyOf(rings);
    }
}
