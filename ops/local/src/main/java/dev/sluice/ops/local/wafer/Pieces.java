package dev.sluice.ops.local.wafer;

import dev.sluice.ops.local.samples.RandomPolygon;

import java.awt.Rectangle;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Lays flakes on a wafer: polygons with straight edges, as crystals break. */
final class Pieces {
    private static final double LEAST_RADIUS = 18;
    private static final double MOST_RADIUS = 90;

    /** Px between flakes that do not touch; less than a median filter and a blur reach. */
    private static final double GAP = 10;

    private static final int ATTEMPTS = 60;
    private static final int THINNEST_BULK = 90;
    private static final int THICKEST_BULK = 250;

    private static final RandomPolygon FORM = new RandomPolygon(4, 10, 0.3, 0.65, 0.45);

    private final SplittableRandom random;
    private final Difficulty difficulty;
    private final Rectangle picture;
    private final int thinnest;
    private final Area taken = new Area();

    /** Those that a search shall find. */
    final List<Piece> flakes = new ArrayList<>();

    /** Those that it shall not: too thick to see the wafer through, and folds. */
    final List<Piece> others = new ArrayList<>();

    /**
     * @param thinnest number of layers
     */
    Pieces(SplittableRandom random, Difficulty difficulty, Rectangle picture, int thinnest) {
        this.random = random;
        this.difficulty = difficulty;
        this.picture = picture;
        this.thinnest = thinnest;
    }

    void scatter() {
        boolean crowded = difficulty.has(Difficulty.CROWDED);
        int bulk = difficulty.has(Difficulty.STEPS) || crowded ? random.nextInt(1, 4) : 0;
        for (int i = 0; i < bulk; i++) {
            int layers = random.nextInt(THINNEST_BULK, THICKEST_BULK);
            place().ifFree(area -> others.add(new Piece(layers, area)));
        }
        double megapixels = picture.width * (double) picture.height / 1e6;
        int count = (int) Math.max(3, megapixels * random.nextInt(6, 11) * (crowded ? 3 : 1));
        for (int i = 0; i < count; i++) {
            place().ifFree(this::add);
        }
    }

    /** A place, if there was one. */
    private record Place(Area area) {
        void ifFree(java.util.function.Consumer<Area> use) {
            if (!area.isEmpty()) {
                use.accept(area);
            }
        }
    }

    private Place place() {
        boolean crowded = difficulty.has(Difficulty.CROWDED);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double radius =
                    LEAST_RADIUS * Math.pow(MOST_RADIUS / LEAST_RADIUS, random.nextDouble());
            double margin = crowded ? -radius / 2 : radius + GAP;
            double x = margin + random.nextDouble() * (picture.width - 2 * margin);
            double y = margin + random.nextDouble() * (picture.height - 2 * margin);
            Area area = new Area(FORM.of(random, x, y, radius));
            if (crowded) {
                area.intersect(new Area(picture));
                area.subtract(taken);
            } else if (taken.intersects(
                    x - radius - GAP, y - radius - GAP, 2 * (radius + GAP), 2 * (radius + GAP))) {
                continue;
            }
            if (!area.isEmpty() && area.isSingular()) {
                taken.add(area);
                return new Place(area);
            }
        }
        return new Place(new Area());
    }

    private void add(Area area) {
        int layers = layers();
        if (!difficulty.has(Difficulty.STEPS) || random.nextInt(3) == 0) {
            flakes.add(new Piece(layers, area));
            return;
        }
        Rectangle2D box = area.getBounds2D();
        Area left = area;
        for (int cut = 0; cut < random.nextInt(1, 3); cut++) {
            Area half = half(box, random.nextDouble(0.3, 0.7));
            half.intersect(left);
            left.subtract(half);
            addEach(half, layers);
            layers += thinnest * random.nextInt(1, 3);
        }
        addEach(left, layers);
        if (random.nextInt(4) == 0) {
            Area fold = half(box, 0.5);
            Area shifted =
                    fold.createTransformedArea(
                            AffineTransform.getTranslateInstance(
                                    random.nextDouble(3, 6), random.nextDouble(3, 6)));
            fold.subtract(shifted);
            fold.intersect(flakes.isEmpty() ? left : flakes.getLast().shape());
            others.add(new Piece(3 * layers, fold));
        }
    }

    /** A polygon that is not convex may fall into several when it is cut. */
    private void addEach(Area area, int layers) {
        for (double[] ring : new Piece(layers, area).rings()) {
            Path2D path = new Path2D.Double();
            path.moveTo(ring[0], ring[1]);
            for (int i = 2; i < ring.length; i += 2) {
                path.lineTo(ring[i], ring[i + 1]);
            }
            path.closePath();
            flakes.add(new Piece(layers, new Area(path)));
        }
    }

    /** What lies to one side of a slanting line through the box. */
    private Area half(Rectangle2D box, double where) {
        double side = 3 * Math.max(box.getWidth(), box.getHeight());
        AffineTransform turn =
                AffineTransform.getRotateInstance(
                        random.nextDouble(2 * Math.PI), box.getCenterX(), box.getCenterY());
        return new Area(
                turn.createTransformedShape(
                        new Rectangle2D.Double(
                                box.getCenterX() + (where - 0.5) * box.getWidth(),
                                box.getCenterY() - side / 2,
                                side,
                                side)));
    }

    private int layers() {
        return thinnest * random.nextInt(1, 6);
    }
}
