package dev.sluice.worker.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.shared.job.ResultPlace;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** As a customer unpacks. */
final class Gunzip {
    private Gunzip() {}

    static String range(byte[] pack, ResultPlace.InPack place) {
        int from = (int) place.offset();
        return all(Arrays.copyOfRange(pack, from, from + (int) place.length()));
    }

    static String all(byte[] gzip) {
        try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return new String(text.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
