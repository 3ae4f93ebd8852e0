package dev.sluice.worker.input.picture;

import dev.sluice.worker.input.Undecodable;
import dev.sluice.worker.input.picture.PictureHeader.Format;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns uploads into pictures, or into a reason that a customer understands. */
public final class PictureDecoder {
    /**
     * How often a picture of the pipeline's largest size may be passed over; a smaller one may be
     * more often. Encoders make 10 progressive scans, some up to 13. Twenty of noise at 40
     * megapixels took 4.5 s of a core.
     */
    private static final long PASSES = 20;

    /** A scan, or a frame, of however few pixels takes the time to build its tables. */
    static final long LEAST_PIXELS = 65_536;

    private static final byte[] END_OF_IMAGE = {(byte) 0xFF, (byte) 0xD9};

    static {
        NativeMessages.caught(); // before OpenCV reads how much it shall print
    }

    private PictureDecoder() {}

    /**
     * The guard before decoding.
     *
     * @throws Undecodable if the file is no picture of a kind we read, was cut off, or is too large
     */
    public static PictureHeader header(byte[] file, PictureLimits limits) throws Undecodable {
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
                                "The file is %s, which cannot be read here; save it as JPEG or PNG and upload that."
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
        refuseTooCostly(header, limits);
        return header;
    }

    private static void refuseTooCostly(PictureHeader header, PictureLimits limits)
            throws Undecodable {
        int passes = header.coding().passes();
        long work = passes * Math.max(header.pixels(), LEAST_PIXELS);
        if (work > PASSES * limits.pixels()) {
            throw new Undecodable(
                    "too-costly",
                    "The %s takes as long to decode as %d passes over %.1f million pixels, %.0f million in all, more than the %.0f million allowed; save it again as a PNG or a baseline JPEG (not progressive) and upload that."
                            .formatted(
                                    header.format(),
                                    passes,
                                    header.pixels() / 1e6,
                                    work / 1e6,
                                    PASSES * limits.pixels() / 1e6));
        }
    }

    /**
     * Decodes to BGR, 8 bits a channel, upright by EXIF orientation, as viewers show it. Grey
     * becomes three equal channels, 16 bits are scaled to 8, CMYK becomes RGB, and colours of
     * another profile than sRGB's become sRGB's.
     *
     * @param header of this file
     * @param matte what transparent pixels let through
     * @return a picture that the caller closes
     * @throws Undecodable if the data are broken, or larger than the header said, for which too
     *     little memory was set aside
     */
    public static Mat decode(byte[] file, PictureHeader header, Shrink shrink, Matte matte)
            throws Undecodable {
        ToSrgb colours = KnownProfiles.of(file, header.format());
        Mat picture = decoded(file, header, shrink);
        if ((long) picture.cols() * picture.rows() > shrink.pixels(header)) {
            picture.close();
            throw corrupt("it is larger than its header says");
        }
        PictureHeader.Coding coding = header.coding();
        if (!coding.transparent() && !coding.deep()) {
            return finished(picture, colours::convert);
        }
        try (Mat stored = picture) {
            if (coding.transparent()) {
                ExifOrientation.turn(stored, coding.orientation());
            }
            if (header.format() == Format.BMP && Matte.unused(stored)) {
                return Matte.without(stored);
            }
            return matte.behind(stored, clear(file, header), colours);
        }
    }

    /**
     * A picture with this done to it.
     *
     * @param picture closed if that fails
     */
    static Mat finished(Mat picture, Consumer<Mat> work) {
        try {
            work.accept(picture);
            return picture;
        } catch (RuntimeException | Error e) {
            picture.close();
            throw e;
        }
    }

    /** As the other, on white. */
    public static Mat decode(byte[] file, PictureHeader header, Shrink shrink) throws Undecodable {
        return decode(file, header, shrink, Matte.WHITE);
    }

    /** As the others, whole. */
    public static Mat decode(byte[] file) throws Undecodable {
        try {
            return decode(file, PictureHeader.read(file), Shrink.NONE);
        } catch (PictureHeader.Unreadable e) {
            throw corrupt(String.valueOf(e.getMessage()));
        }
    }

    private static int clear(byte[] file, PictureHeader header) throws Undecodable {
        try {
            return header.format() == Format.PNG ? PngChunks.walk(file).clear() : -1;
        } catch (PictureHeader.Unreadable e) {
            throw corrupt(String.valueOf(e.getMessage()));
        }
    }

    private static Mat decoded(byte[] file, PictureHeader header, Shrink shrink)
            throws Undecodable {
        int mode = shrink.mode();
        if (header.coding().transparent()) {
            mode = opencv_imgcodecs.IMREAD_UNCHANGED;
        } else if (header.coding().deep()) {
            mode |= opencv_imgcodecs.IMREAD_ANYDEPTH;
        }
        try (BytePointer bytes = encoded(file, header);
                Mat encoded = new Mat(1, (int) bytes.limit(), opencv_core.CV_8UC1, bytes)) {
            NativeMessages.Heard<Mat> heard = imdecode(encoded, mode);
            Mat picture = heard.value();
            if (picture.empty()) {
                picture.close();
                throw corrupt("the picture data are broken");
            }
            Optional<String> damage =
                    header.format() == Format.JPEG
                            ? JpegWarnings.damage(heard.text(), file)
                            : Optional.empty();
            if (damage.isPresent()) {
                picture.close();
                throw corrupt(damage.get());
            }
            return picture;
        }
    }

    private static NativeMessages.Heard<Mat> imdecode(Mat encoded, int mode) throws Undecodable {
        try {
            return NativeMessages.during(() -> opencv_imgcodecs.imdecode(encoded, mode));
        } catch (RuntimeException e) { // OpenCV's own exceptions arrive as this
            if (String.valueOf(e.getMessage()).contains("Insufficient memory")) {
                throw e; // our trouble, not the picture's
            }
            throw corrupt("the picture data are broken");
        }
    }

    /**
     * What the decoder gets: of a PNG the chunks that decide about pixels, of a GIF the first
     * frame, a WebP that is open where its canvas is, and a JPEG with an end marker in any case. It
     * decodes up to the first one; OpenCV refuses a JPEG without.
     */
    private static BytePointer encoded(byte[] file, PictureHeader header) throws Undecodable {
        try {
            return switch (header.format()) {
                case JPEG -> {
                    BytePointer bytes = new BytePointer(file.length + END_OF_IMAGE.length);
                    bytes.put(file).position(file.length).put(END_OF_IMAGE);
                    yield bytes.position(0);
                }
                case PNG -> {
                    List<PngChunks.Part> parts = PngChunks.walk(file).pixels();
                    int length = parts.stream().mapToInt(part -> part.to() - part.from()).sum();
                    BytePointer bytes = new BytePointer(length);
                    long at = 0;
                    for (PngChunks.Part part : parts) {
                        int size = part.to() - part.from();
                        bytes.position(at).put(file, part.from(), size);
                        at += size;
                    }
                    yield bytes.position(0);
                }
                case GIF -> GifHeader.firstFrame(file);
                case WEBP -> WebpHeader.canvas(file, header);
                case BMP -> new BytePointer(file);
            };
        } catch (PictureHeader.Unreadable e) {
            throw corrupt(String.valueOf(e.getMessage()));
        }
    }

    private static Undecodable corrupt(String why) {
        return new Undecodable(
                "corrupt-picture",
                "The picture cannot be decoded: %s; check the file and upload it again."
                        .formatted(why));
    }
}
