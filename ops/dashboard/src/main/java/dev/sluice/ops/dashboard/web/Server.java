package dev.sluice.ops.dashboard.web;

import dev.sluice.shared.config.StartFailure;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.Consumer;

/** The HTTP server: its port, limits and threads. */
public final class Server implements AutoCloseable {
    /** Of a question; uploads go to the store itself. */
    private static final long LARGEST_BODY = 1L << 20;

    /** Where a long look goes on is in its address: ten keys of rows, each up to 3 KB. */
    private static final int LARGEST_HEAD = 64 << 10;

    private final Javalin javalin;
    private final URI url;

    private Server(Javalin javalin, URI url) {
        this.javalin = javalin;
        this.url = url;
    }

    /**
     * Listens.
     *
     * @param address port 0: a free one
     * @param what is served there, for people
     * @param settings what that needs beside routes of its own
     * @throws StartFailure if the address is not one of this machine's, or the port is taken
     */
    public static Server start(
            InetSocketAddress address, String what, Consumer<JavalinConfig> settings) {
        String host = address.getHostString();
        Javalin javalin = Javalin.create(configuration(settings));
        try {
            javalin.start(host, address.getPort());
        } catch (JavalinException | IllegalStateException e) {
            throw new StartFailure(
                    "%s cannot listen at %s:%d: %s; choose another address and port, or port 0 for a free one"
                            .formatted(what, host, address.getPort(), reason(e)),
                    e);
        }
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return new Server(javalin, URI.create("http://" + shown + ":" + javalin.port()));
    }

    private static Consumer<JavalinConfig> configuration(Consumer<JavalinConfig> settings) {
        return config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.concurrency.useVirtualThreads = true;
            config.http.maxRequestSize = LARGEST_BODY;
            config.jetty.modifyHttpConfiguration(
                    http -> {
                        http.setRequestHeaderSize(LARGEST_HEAD);
                        http.setSendServerVersion(false);
                    });
            settings.accept(config);
        };
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** Where it answers, without path. */
    public URI url() {
        return url;
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
