package dev.sluice.worker.input;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.pipeline.Pipeline.Limits;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

import java.util.Optional;

/** Turns uploads into pictures, or into a reason that a customer understands. */
public final class PictureDecoder {
    private PictureDecoder() {}

    /** An upload that will never be a picture. */
    public static final class Undecodable extends Exception {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // never leaves this process
        private final FailureReason reason;

        Undecodable(String code, String sentence) {
            super(code + ": " + sentence);
            this.reason = new FailureReason(code, sentence);
        }

        public FailureReason reason() {
            return reason;
        }
    }

    /** Why an upload of this many bytes is not even fetched, if it is not. */
    public static Optional<FailureReason> refusedSize(long bytes, Limits limits) {
        if (bytes == 0) {
            return Optional.of(
                    new FailureReason(
                            "empty-object",
                            "The file is empty; upload it again with its content."));
        }
        if (bytes > limits.object()) {
            return Optional.of(
                    new FailureReason(
                            "too-many-bytes",
                            "The file has %s, more than the %s allowed; upload a smaller or more compressed picture."
                                    .formatted(megabytes(bytes), megabytes(limits.object()))));
        }
        return Optional.empty();
    }

    /**
     * The guard before decoding.
     *
     * @throws Undecodable if the file is no picture of a kind we read, was cut off, or is too large
     */
    public static PictureHeader header(byte[] file, Limits limits) throws Undecodable {
        PictureHeader header;
        try {
            header = PictureHeader.read(file);
        } catch (PictureHeader.Unreadable e) {
            throw switch (e.kind()) {
                case NOT_A_PICTURE ->
                        new Undecodable(
                                "not-a-picture",
                                "The file is not a picture, whatever its name says; upload a JPEG,"
                                        + " PNG, GIF, BMP or WebP file.");
                case UNSUPPORTED ->
                        new Undecodable(
                                "unsupported-format",
                                "The file cannot be read: %s; upload a JPEG, PNG, GIF, BMP or WebP file."
                                        .formatted(e.getMessage()));
                case CORRUPT -> corrupt(String.valueOf(e.getMessage()));
            };
        }
        if (header.pixels() > limits.pixels()) {
            throw new Undecodable(
                    "too-many-pixels",
                    "The picture has %d×%d = %.1f million pixels, more than the %.1f million allowed; scale it down."
                            .formatted(
                                    header.width(),
                                    header.height(),
                                    header.pixels() / 1e6,
                                    limits.pixels() / 1e6));
        }
        if (!header.complete()) {
            throw corrupt("the end of the file is missing");
        }
        return header;
    }

    /**
     * As {@link #decode(byte[])}, but shrunk, and refuses a picture that is larger than the header
     * said, for which too little memory was set aside.
     */
    public static Mat decode(byte[] file, PictureHeader header, Shrink shrink) throws Undecodable {
        Mat picture = decode(file, shrink);
        if ((long) picture.cols() * picture.rows() > shrink.pixels(header)) {
            picture.close();
            throw corrupt("it is larger than its header says");
        }
        return picture;
    }

    /**
     * Decodes to BGR, 8 bits a channel, upright by EXIF orientation. Grey becomes three equal
     * channels, 16 bits become 8, transparency is dropped, CMYK becomes RGB.
     *
     * @return a picture that the caller closes
     * @throws Undecodable if the data are broken
     */
    public static Mat decode(byte[] file) throws Undecodable {
        return decode(file, Shrink.NONE);
    }

    private static Mat decode(byte[] file, Shrink shrink) throws Undecodable {
        try (BytePointer bytes = new BytePointer(file);
                Mat encoded = new Mat(1, file.length, opencv_core.CV_8UC1, bytes)) {
            Mat picture;
            try {
                picture = opencv_imgcodecs.imdecode(encoded, shrink.mode());
            } catch (RuntimeException e) { // OpenCV's own exceptions arrive as this
                if (String.valueOf(e.getMessage()).contains("Insufficient memory")) {
                    throw e; // our trouble, not the picture's
                }
                throw corrupt("the picture data are broken");
            }
            if (picture.empty()) {
                picture.close();
                throw corrupt("the picture data are broken");
            }
            return picture;
        }
    }

    private static Undecodable corrupt(String why) {
        return new Undecodable(
                "corrupt-picture",
                "The picture cannot be decoded: %s; check the file and upload it again."
                        .formatted(why));
    }

    private static String megabytes(long bytes) {
        return bytes < 1_000_000 ? "%d bytes".formatted(bytes) : "%.1f MB".formatted(bytes / 1e6);
    }
}
