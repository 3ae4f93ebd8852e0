package dev.sluice.worker.input.picture;

import dev.sluice.worker.input.Undecodable;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.machine.MemoryBudget;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Loads OpenCV's native code and sets it up for this process. */
public final class OpenCv {
    /** A PNG of one grey pixel. */
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

    private OpenCv() {}

    /**
     * Call once, before the first poll: the first use of OpenCV unpacks and links it, which takes a
     * second that no customer should wait for.
     *
     * <p>JavaCPP would refuse allocations when the process is four times its heap limit; {@link
     * MemoryBudget} bounds ours. OpenCV's own threads would compete with {@link Cpu}'s.
     */
    public static void load() {
        if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
            System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        }
        NativeMessages.caught(); // before OpenCV reads how much it shall print
        opencv_core.setNumThreads(1);
        byte[] png = Base64.getDecoder().decode(PIXEL.getBytes(StandardCharsets.US_ASCII));
        try (Mat pixel = PictureDecoder.decode(png)) {
            if (pixel.cols() != 1) {
                throw new IllegalStateException("OpenCV cannot decode a PNG");
            }
        } catch (Undecodable e) {
            throw new IllegalStateException("OpenCV cannot decode a PNG", e);
        }
    }
}
