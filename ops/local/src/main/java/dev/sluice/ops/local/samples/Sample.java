package dev.sluice.ops.local.samples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A real picture that comes with Sluice.
 *
 * @param folder under {@code samples/}, where a README names source and licence
 * @param name of the file
 */
public record Sample(String folder, String name) {
    /**
     * The file as it is.
     *
     * @throws IllegalStateException if this build does not contain it
     */
    public byte[] bytes() {
        try (InputStream in = Sample.class.getResourceAsStream(path())) {
            if (in == null) {
                throw new IllegalStateException("This build contains no " + path());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean exists() {
        return Sample.class.getResource(path()) != null;
    }

    private String path() {
        return "/samples/" + folder + "/" + name;
    }
}
