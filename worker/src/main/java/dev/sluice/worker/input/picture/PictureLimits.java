package dev.sluice.worker.input.picture;

import dev.sluice.shared.config.Section;

/**
 * What a pipeline's {@code limits} say of pictures.
 *
 * @param pixels largest picture, width × height
 * @param bytesPerPixel working set of a job divided by its pixels: what is decoded, outputs,
 *     overlay (RULES 17); what a network gets of a picture comes on top of it
 */
public record PictureLimits(long pixels, int bytesPerPixel) {
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
