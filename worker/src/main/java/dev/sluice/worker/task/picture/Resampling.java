package dev.sluice.worker.task.picture;

import dev.sluice.worker.task.picture.Convolution.Grid;
import dev.sluice.worker.task.picture.Convolution.Precision;
import dev.sluice.worker.task.picture.Taps.Side;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * What is made of pixels that lie between pixels: {@code input.interpolation}.
 *
 * <p>With {@code input.antialias} every number is Pillow's, so torchvision's and timm's where they
 * are given Pillow's pictures. Without, it is OpenCV's within one level of 255, and so PyTorch's
 * {@code interpolate}, Keras' {@code Resizing} (bilinear) and TensorFlow's; {@code INTER_LINEAR}
 * and {@code INTER_CUBIC} have no antialiasing.
 */
enum Resampling {
    BILINEAR {
        @Override
        void plain(Mat picture, Placement placement, Region visible, PixelRows rows) {
            Bilinear.scale(picture, placement, visible, rows);
        }

        @Override
        Taps widened(Side side, int one) {
            return Taps.widened(side, Resampling::triangle, 1, one);
        }
    },
    BICUBIC {
        // Pillow's curve is less steep than OpenCV's and PyTorch's.
        private static final double PILLOW = -0.5;

        private static final double OPENCV = -0.75;

        @Override
        void plain(Mat picture, Placement placement, Region visible, PixelRows rows) {
            Precision precision = Precision.ROUNDED_ONCE;
            Taps columns = plain(columns(placement, visible), precision.one());
            Taps lines = plain(rows(placement, visible), precision.one());
            Grid grid = new Grid(columns, lines, precision);
            Convolution.scale(picture, placement.from(), grid, visible.y(), rows);
        }

        private static Taps plain(Side side, int one) {
            return Taps.plain(side, x -> cubic(x, OPENCV), 2, one);
        }

        @Override
        Taps widened(Side side, int one) {
            return Taps.widened(side, x -> cubic(x, PILLOW), 2, one);
        }
    };

    /** Scales without antialiasing. */
    abstract void plain(Mat picture, Placement placement, Region visible, PixelRows rows);

    /** What counts for each pixel where every pixel counts for some. */
    abstract Taps widened(Side side, int one);

    /**
     * Scales a picture of three channels.
     *
     * @param visible what is wanted of {@link Placement#to}
     */
    void scale(
            Mat picture, Placement placement, Region visible, boolean antialias, PixelRows rows) {
        if (!antialias) {
            plain(picture, placement, visible, rows);
            return;
        }
        Precision precision = Precision.BYTES_BETWEEN;
        Taps columns = widened(columns(placement, visible), precision.one());
        Taps lines = widened(rows(placement, visible), precision.one());
        Grid grid = new Grid(columns, lines, precision);
        Convolution.scale(picture, placement.from(), grid, visible.y(), rows);
    }

    private static Side columns(Placement placement, Region visible) {
        Region to = placement.to();
        int first = visible.x() - to.x();
        return new Side(first, visible.width(), to.width(), placement.from().width());
    }

    private static Side rows(Placement placement, Region visible) {
        Region to = placement.to();
        int first = visible.y() - to.y();
        return new Side(first, visible.height(), to.height(), placement.from().height());
    }

    private static double triangle(double x) {
        return Math.max(0, 1 - Math.abs(x));
    }

    private static double cubic(double at, double a) {
        double x = Math.abs(at);
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }
}
