package dev.sluice.ops.local;

import dev.sluice.shared.config.StartFailure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** The three TCP ports on the loopback interface. */
record Ports(int s3, int sqs, int dynamodb) {
    /**
     * Ports are chosen below those that Linux (from 32768) and macOS (from 49152) hand to outgoing
     * connections, so that none is lost to one between choosing and binding, or between two runs on
     * one state folder.
     */
    private static final int FIRST = 20_000;

    private static final int COUNT = 12_000;

    static Ports free() {
        int[] free =
                ThreadLocalRandom.current()
                        .ints(FIRST, FIRST + COUNT)
                        .distinct()
                        .limit(COUNT)
                        .filter(Ports::isFree)
                        .limit(3)
                        .toArray();
        if (free.length < 3) {
            throw new StartFailure(
                    "No free port between %d and %d".formatted(FIRST, FIRST + COUNT - 1));
        }
        return new Ports(free[0], free[1], free[2]);
    }

    /** The ports kept in the file, or free ones, then kept there. */
    static Ports keptIn(Path file) {
        try {
            if (Files.exists(file)) {
                Ports kept = read(file);
                kept.checkFree(file);
                return kept;
            }
            Ports chosen = free();
            chosen.write(file);
            return chosen;
        } catch (IOException e) {
            throw new StartFailure("Cannot keep the ports in " + file + ": " + e, e);
        }
    }

    static URI endpoint(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static Ports read(Path file) throws IOException {
        var kept = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            kept.load(in);
        }
        return new Ports(
                port(kept, "s3", file), port(kept, "sqs", file), port(kept, "dynamodb", file));
    }

    private static int port(Properties kept, String service, Path file) {
        String text = kept.getProperty(service, "").strip();
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
            throw new StartFailure(
                    "%s has no port for %s; delete the file to get free ones"
                            .formatted(file, service));
        }
        return Integer.parseInt(text);
    }

    /** Whole or not at all: half a file would be an error at the next start. */
    private void write(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, "s3=%d%nsqs=%d%ndynamodb=%d%n".formatted(s3, sqs, dynamodb));
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void checkFree(Path file) {
        IntStream.of(s3, sqs, dynamodb)
                .filter(port -> !isFree(port))
                .findFirst()
                .ifPresent(
                        port -> {
                            throw new StartFailure(
                                    "Port %d, kept in %s, is taken by another program; end it, or delete the file to get free ports"
                                            .formatted(port, file));
                        });
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of the last run may linger in TIME_WAIT
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
