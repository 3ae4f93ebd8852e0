package dev.sluice.worker.input.picture;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;

/**
 * Turns a picture's colours into sRGB, as viewers do and as networks were trained on. The JDK's own
 * LittleCMS computes it, by the perceptual intent; it is kept current with the JDK and may be
 * called by many threads. For profiles that are tables it is slow (200 ms of a core a megapixel),
 * so it is asked for a lattice of colours once.
 */
@FunctionalInterface
interface ToSrgb {
    /**
     * @param bgr 8-bit values, three a pixel, of any number of pixels; replaced
     */
    void convert(byte[] bgr);

    /** For pictures that are sRGB, or do not say what they are. */
    ToSrgb NONE =
            new ToSrgb() {
                @Override
                public void convert(byte[] bgr) {}

                @Override
                public void convert(Mat picture) {}
            };

    /** Of as many colours as this a side is found out whether a profile differs from sRGB. */
    int PROBES = 9;

    /** Rounding, and what makers of profiles for sRGB differ by. */
    int SAME = 2;

    /** Pixels converted at a time. */
    int AT_ONCE = 65_536;

    /** A conversion for a profile; {@link #NONE} if it is sRGB's, or broken. */
    static ToSrgb of(IccProfile profile) {
        try {
            ColorConvertOp library =
                    new ColorConvertOp(
                            new ICC_Profile[] {
                                ICC_Profile.getInstance(profile.essence()),
                                ICC_Profile.getInstance(ColorSpace.CS_sRGB)
                            },
                            null);
            ToSrgb conversion =
                    profile.space().equals("GRAY")
                            ? grey(library)
                            : profile.table() ? lattice(library) : colours(library);
            return same(conversion) ? NONE : conversion;
        } catch (RuntimeException e) { // whatever a stranger's bytes bring about
            Logger log = LoggerFactory.getLogger(ToSrgb.class);
            log.debug("a colour profile is ignored: {}", e.toString());
            return NONE;
        }
    }

    private static ToSrgb colours(ColorConvertOp library) {
        return bgr -> library.filter(raster(bgr), raster(bgr));
    }

    private static ToSrgb lattice(ColorConvertOp library) {
        byte[] colours = Lattice.colours(Lattice.SIDE);
        library.filter(raster(colours), raster(colours));
        return new Lattice(colours);
    }

    private static ToSrgb grey(ColorConvertOp library) {
        byte[] greys = new byte[256];
        for (int i = 0; i < greys.length; i++) {
            greys[i] = (byte) i;
        }
        byte[] seen = new byte[3 * greys.length];
        library.filter(
                Raster.createInterleavedRaster(
                        new DataBufferByte(greys, greys.length),
                        greys.length,
                        1,
                        greys.length,
                        1,
                        new int[] {0},
                        null),
                raster(seen));
        return bgr -> {
            for (int i = 0; i < bgr.length; i++) {
                bgr[i] = seen[3 * (bgr[i] & 0xFF) + 1];
            }
        };
    }

    private static boolean same(ToSrgb conversion) {
        byte[] before = Lattice.colours(PROBES);
        byte[] after = before.clone();
        conversion.convert(after);
        for (int i = 0; i < before.length; i++) {
            if (Math.abs((before[i] & 0xFF) - (after[i] & 0xFF)) > SAME) {
                return false;
            }
        }
        return true;
    }

    /** One row that shows these bytes; the library writes where it reads. */
    private static WritableRaster raster(byte[] bgr) {
        int width = bgr.length / 3;
        return Raster.createInterleavedRaster(
                new DataBufferByte(bgr, bgr.length),
                width,
                1,
                bgr.length,
                3,
                new int[] {2, 1, 0},
                null);
    }

    /** Converts a decoded picture of three channels in its place. */
    default void convert(Mat picture) {
        int rows = Math.clamp(AT_ONCE / picture.cols(), 1, picture.rows());
        Optional<byte[]> strip = Optional.empty();
        for (int y = 0; y < picture.rows(); y += rows) {
            int bytes = Math.min(rows, picture.rows() - y) * picture.cols() * 3;
            byte[] bgr = strip.filter(it -> it.length == bytes).orElseGet(() -> new byte[bytes]);
            strip = Optional.of(bgr);
            try (BytePointer pixels = picture.ptr(y)) {
                pixels.get(bgr);
                convert(bgr);
                pixels.put(bgr);
            }
        }
    }
}
