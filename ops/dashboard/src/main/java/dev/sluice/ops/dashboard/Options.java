package dev.sluice.ops.dashboard;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/**
 * How a dashboard runs.
 *
 * @param address where it listens; port 0: a free one
 * @param keys of those who may come in; none: anybody on this machine, which then must be all that
 *     the address admits
 * @param readOnly whether nothing can be changed from it
 * @param probes addresses at which workers and dispatchers tell their metrics, without path
 */
public record Options(
        InetSocketAddress address, List<Key> keys, boolean readOnly, List<URI> probes) {
    public Options {
        keys = List.copyOf(keys);
        probes = List.copyOf(probes);
    }

    /**
     * What somebody must show to come in.
     *
     * @param who it belongs to, for the record of what was done
     * @param token a secret of 20 characters at least
     */
    public record Key(String who, String token) {
        /** Shorter ones are guessed. */
        public static final int SHORTEST = 20;

        @Override
        public String toString() {
            return who;
        }
    }

    /** Whether only this machine reaches an address. */
    public static boolean here(InetSocketAddress address) {
        String host = address.getHostString();
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }
}
