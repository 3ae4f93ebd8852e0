package dev.sluice.worker.input.picture;

import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.Undecodable;

import java.util.OptionalInt;

/**
 * Reads JPEG, PNG, GIF, BMP and WebP, whatever the file's name says.
 *
 * @param side how long both sides must still be, in px, if a JPEG is shrunk while it is decoded;
 *     empty for a task that wants every pixel
 * @param matte what transparent pixels let through
 * @param tensors bytes of what networks get of a picture, whatever its size
 */
public record Pictures(PictureLimits limits, OptionalInt side, Matte matte, long tensors)
        implements Reader<Picture> {
    /** Every pixel, on white. */
    public Pictures(PictureLimits limits) {
        this(limits, OptionalInt.empty(), Matte.WHITE, 0);
    }

    @Override
    public Header<Picture> header(byte[] content) throws Undecodable {
        PictureHeader header = PictureDecoder.header(content, limits);
        return new Announced(content, header, Shrink.of(header, side));
    }

    private final class Announced implements Header<Picture> {
        private final byte[] content;
        private final PictureHeader header;
        private final Shrink shrink;

        Announced(byte[] content, PictureHeader header, Shrink shrink) {
            this.content = content;
            this.header = header;
            this.shrink = shrink;
        }

        @Override
        public long memory() {
            return limits.memory(shrink.pixelsHeld(header)) + tensors;
        }

        @Override
        public Picture decode() throws Undecodable {
            return new Picture(PictureDecoder.decode(content, header, shrink, matte));
        }
    }
}
