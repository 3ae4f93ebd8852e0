package dev.sluice.ops.local.wafer;

import java.awt.geom.Area;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a flake that is of one thickness.
 *
 * @param layers how thick it is
 * @param shape where it lies, px; borrowed
 */
record Piece(int layers, Area shape) {
    /** Its outlines: x and y of each corner by turns. */
    List<double[]> rings() {
        List<double[]> rings = new ArrayList<>();
        List<Double> corners = new ArrayList<>();
        double[] at = new double[6];
        for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
            int kind = path.currentSegment(at);
            if (kind == PathIterator.SEG_MOVETO && !corners.isEmpty()) {
                corners.clear();
            }
            if (kind == PathIterator.SEG_CLOSE) {
                rings.add(corners.stream().mapToDouble(Double::doubleValue).toArray());
                corners.clear();
            } else {
                corners.add(at[0]);
                corners.add(at[1]);
            }
        }
        return rings;
    }
}
