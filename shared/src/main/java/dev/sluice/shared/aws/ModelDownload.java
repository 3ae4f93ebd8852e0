package dev.sluice.shared.aws;

import dev.sluice.shared.time.Backoff;
import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One file on its way from S3, of any size: no time limit cuts it while bytes arrive. What stalls
 * (the client's socket time-out) or breaks is gone on with where it stopped, also by the process
 * after one that was killed.
 */
final class ModelDownload {
    private static final Logger log = LoggerFactory.getLogger(ModelDownload.class);

    /** Without one byte: longer than a store needs to start again or a network to be mended. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final int SERVER_ERROR = 500;

    /** The object is gone or is another: what arrived is of no use. */
    private static final Set<Integer> OTHER = Set.of(404, 412);

    /** Worth a line in the log. */
    private static final long LARGE = 50_000_000;

    private final S3Client s3;
    private final ModelObject object;
    private final Ticker ticker;
    private final Consumer<Duration> pause;
    private long arrived;
    private long progress;

    ModelDownload(S3Client s3, ModelObject object) {
        this(s3, object, Ticker.system(), pause -> LockSupport.parkNanos(pause.toNanos()));
    }

    /**
     * @param pause lets this much time go by
     */
    ModelDownload(S3Client s3, ModelObject object, Ticker ticker, Consumer<Duration> pause) {
        this.s3 = s3;
        this.object = object;
        this.ticker = ticker;
        this.pause = pause;
    }

    /** The connection broke or stalled; the disk did not. */
    private static final class CutOff extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Exception why;

        CutOff(Exception why) {
            super(why);
            this.why = why;
        }
    }

    /**
     * @param file may hold what an earlier download of this very object brought
     * @throws IOException if it cannot be written, or no more of it arrives; the file then keeps
     *     what did
     * @throws S3Exception if it is refused
     */
    void to(Path file) throws IOException {
        arrived = Files.exists(file) ? Files.size(file) : 0;
        if (arrived > object.size()) {
            Files.delete(file);
            arrived = 0;
        }
        try (OutputStream out =
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            rest(out);
        } catch (S3Exception e) {
            if (OTHER.contains(e.statusCode())) {
                Files.delete(file);
            }
            throw e;
        }
        if (arrived > object.size()) {
            throw new IOException(
                    "%s brought %d bytes, not %d"
                            .formatted(object.address(), arrived, object.size()));
        }
    }

    private void rest(OutputStream out) throws IOException {
        if (object.size() > LARGE) {
            log.info("copying {}, {} MB", object.address(), object.size() / 1_000_000);
        }
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, new SecureRandom());
        int failures = 0;
        progress = ticker.nanos();
        while (arrived < object.size()) {
            long before = arrived;
            Exception cut;
            try {
                piece(out);
                cut = new IOException("the connection ended early");
            } catch (CutOff e) {
                cut = e.why;
            }
            failures = arrived > before ? 0 : failures + 1;
            if (failures > 0 && ticker.nanos() - progress >= PATIENCE.toNanos()) {
                throw new IOException(
                        "%s stops after %d of %d bytes and brings no more for %d s: %s"
                                .formatted(
                                        object.address(),
                                        arrived,
                                        object.size(),
                                        PATIENCE.toSeconds(),
                                        cut.getMessage()),
                        cut);
            }
            if (failures > 0) {
                pause.accept(backoff.after(failures));
            }
        }
    }

    private void piece(OutputStream out) throws IOException, CutOff {
        try (Piece piece = open()) {
            byte[] buffer = new byte[1 << 16];
            for (int read = piece.read(buffer); read >= 0; read = piece.read(buffer)) {
                out.write(buffer, 0, read);
                arrived += read;
                progress = ticker.nanos();
            }
        }
    }

    private Piece open() throws CutOff {
        try {
            ResponseInputStream<GetObjectResponse> stream =
                    s3.getObject(
                            get -> {
                                get.bucket(object.bucket()).key(object.key());
                                get.ifMatch(object.eTag());
                                if (arrived > 0) {
                                    get.range("bytes=" + arrived + "-");
                                }
                            });
            if (arrived > 0 && stream.response().contentRange() == null) {
                stream.skipNBytes(arrived); // a store without ranges
            }
            return new Piece(stream);
        } catch (S3Exception e) {
            if (e.statusCode() < SERVER_ERROR) {
                throw e;
            }
            throw new CutOff(e);
        } catch (SdkClientException | IOException e) {
            throw new CutOff(e);
        }
    }

    /** Aborted when it is closed: to read the rest only to use the connection again may stall. */
    private record Piece(ResponseInputStream<GetObjectResponse> stream) implements AutoCloseable {
        int read(byte[] buffer) throws CutOff {
            try {
                return stream.read(buffer);
            } catch (SdkClientException | IOException e) {
                throw new CutOff(e);
            }
        }

        @Override
        public void close() {
            stream.abort();
        }
    }
}
