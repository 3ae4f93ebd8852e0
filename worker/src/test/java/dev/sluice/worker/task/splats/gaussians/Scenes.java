package dev.sluice.worker.task.splats.gaussians;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Made-up splats, and views of them. */
final class Scenes {
    static final float EXTENT = 3;

    private Scenes() {}

    /** In a cube of side 2 around the origin. */
    static Splats random(int count, long seed) {
        Random random = new Random(seed);
        Splats splats = new Splats(count);
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < 3; k++) {
                splats.set(i, Splats.POSITION + k, random.nextFloat() * 2 - 1);
                splats.set(i, Splats.SCALE + k, (float) Math.log(0.1 + 0.2 * random.nextFloat()));
            }
            for (int k = 0; k < 4; k++) {
                splats.set(i, Splats.ROTATION + k, (float) random.nextGaussian());
            }
            splats.set(i, Splats.OPACITY, random.nextFloat() * 3 - 1);
            for (int k = 0; k < 3; k++) {
                splats.set(i, Splats.COLOUR + k, random.nextFloat() * 2 - 0.5f);
            }
            for (int k = 3; k < 12; k++) {
                splats.set(i, Splats.COLOUR + k, 0.2f * (float) random.nextGaussian());
            }
        }
        return splats;
    }

    /** From so many places on a circle of radius 3, looking at the origin. */
    static List<View> views(Splats truth, int count, int side, Crew crew) {
        List<View> views = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double angle = 2 * Math.PI * i / count;
            View empty = view("photo" + i, angle, Photo.of(Picture.black(side, side)));
            Projection projection = new Projection(truth, EXTENT);
            projection.project(empty, crew);
            Picture drawn = new Raster(crew).draw(projection, side, side);
            views.add(new View(empty.name(), empty.lens(), empty.pose(), Photo.of(drawn)));
        }
        return views;
    }

    /** From (3 sin a, 0.5, -3 cos a). */
    static View view(String name, double angle, Photo photo) {
        // half turns about y: a quaternion whose angle is -a
        double[] q = {Math.cos(angle / 2), 0, Math.sin(angle / 2), 0};
        Lens lens =
                new Lens(
                        1.2f * photo.width(),
                        1.2f * photo.width(),
                        photo.width() / 2f,
                        photo.height() / 2f);
        return new View(name, lens, Pose.of(q, new double[] {0.02, -0.1, 3}), photo);
    }
}
