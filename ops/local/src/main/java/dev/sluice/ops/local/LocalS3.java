package dev.sluice.ops.local;

import dev.sluice.shared.config.StartFailure;

import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** S3: S3Proxy over memory or a folder, telling of each object written or removed. */
final class LocalS3 implements AutoCloseable {
    private final S3Proxy proxy;
    private final BlobStore store;

    private LocalS3(S3Proxy proxy, BlobStore store) {
        this.proxy = proxy;
        this.store = store;
    }

    /**
     * @param objects the folder to keep the objects in, else they live in memory
     */
    static LocalS3 start(int port, Optional<Path> objects, Consumer<BucketEvent> events) {
        URI endpoint = Ports.endpoint(port);
        BlobStore store =
                new EventingBlobStore(
                        objects.<BlobStore>map(
                                        folder -> new FilesystemNio2BlobStore(folder.toString()))
                                .orElseGet(TransientNio2BlobStore::new),
                        InstantSource.system(),
                        events);
        S3Proxy proxy =
                S3Proxy.builder()
                        .blobStore(store)
                        .endpoint(endpoint)
                        .awsAuthentication(
                                AuthenticationType.AWS_V4, LocalAws.ACCESS_KEY, LocalAws.SECRET_KEY)
                        .ignoreUnknownHeaders(true)
                        .corsRules(new CrossOriginResourceSharing()) // of every origin, in every
                        // bucket
                        .stopTimeout(2_000) // milliseconds for requests under way
                        .build();
        var s3 = new LocalS3(proxy, store);
        try {
            proxy.start();
            return s3;
        } catch (Exception e) {
            s3.close();
            throw new StartFailure("S3 did not start on " + endpoint + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3 did not stop: " + e, e);
        } finally {
            store.close();
        }
    }
}
