package dev.sluice.worker.input.picture;

import dev.sluice.shared.config.Section;

/**
 * What a pipeline's {@code limits} say of pictures.
 *
 * @param pixels largest picture, width × height
 * @param bytesPerPixel working set of a job divided by its pixels: what is decoded, outputs,
 *     overlay (RULES 17); what a network gets of a picture comes on top of it
 * @param part so many pixels at most are worked upon at once, and take {@code bytesPerPixel}; all
 *     others are held and drawn upon alone
 */
public record PictureLimits(long pixels, int bytesPerPixel, long part) {
    /** A picture and a copy of it to draw upon, and what decodes or encodes it. */
    private static final int HELD_BYTES = 8;

    /** Of a task that works upon all of a picture at once. */
    public PictureLimits(long pixels, int bytesPerPixel) {
        this(pixels, bytesPerPixel, Long.MAX_VALUE);
    }

    /** The same, of a task that works upon so many pixels at once, at most. */
    public PictureLimits inParts(long part) {
        return new PictureLimits(pixels, bytesPerPixel, part);
    }

    /** What a job with so many pixels takes, bytes. */
    long memory(long ofPixels) {
        long worked = Math.min(part, ofPixels);
        return worked * bytesPerPixel + (ofPixels - worked) * Math.min(HELD_BYTES, bytesPerPixel);
    }

    /** Reads {@code limits} of {@code pipeline.yaml}; default 40 megapixels and 12 bytes each. */
    public static PictureLimits read(Section limits) {
        PictureLimits read =
                new PictureLimits(
                        limits.pixels("pixels", 40_000_000),
                        limits.integer("bytesPerPixel", 12, 1, 1000));
        limits.done();
        return read;
    }
}
