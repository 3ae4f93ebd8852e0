package dev.sluice.shared.notify;

import org.apache.hc.client5.http.DnsResolver;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lets a webhook connect to public addresses alone. It is the resolver of the HTTP client, which
 * connects to what it returns and asks nobody else: no name can be answered differently between the
 * check and the connection.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's special-purpose
 *     addresses</a>, and its registry for IPv6
 */
final class AddressGuard implements DnsResolver {
    /** What an operator may open: private networks. */
    private static final List<Network> PRIVATE =
            networks(
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10", // behind carriers, and of container networks
                    "fc00::/7");

    private static final List<Network> LOOPBACK = networks("127.0.0.0/8", "::1");

    /** Where clouds give credentials to whoever asks; nobody opens these. */
    private static final List<Network> METADATA =
            networks(
                    "169.254.0.0/16", // AWS, Google, Azure, and link-local
                    "fd00:ec2::/32", // AWS
                    "fd20:ce::/32", // Google
                    "168.63.129.16", // Azure
                    "100.100.100.200", // Alibaba
                    "192.0.0.0/24"); // Oracle, and protocol assignments

    private static final List<Network> NOT_PUBLIC =
            networks(
                    "0.0.0.0/8",
                    "192.0.2.0/24", // documentation, also below
                    "192.88.99.0/24", // 6to4 relays
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, and broadcast
                    "2001::/23", // Teredo and other protocols
                    "2001:db8::/32",
                    "2002::/16", // 6to4
                    "3fff::/20"); // documentation

    /** All there is of public addresses in IPv6; the rest is special, or not given out. */
    private static final Network GLOBAL_UNICAST = Network.parse("2000::/3").orElseThrow();

    /** {@code ::ffff:0:0/96}, which a JDK mostly turns into IPv4 by itself. */
    private static final byte[] MAPPED = HexFormat.of().parseHex("00000000000000000000ffff");

    /** {@code 64:ff9b::/96}: IPv4 behind a NAT64. */
    private static final byte[] TRANSLATED = HexFormat.of().parseHex("0064ff9b0000000000000000");

    private final List<Network> allowed;
    private final DnsResolver names;

    /** The address that a name leads to may not be connected to. */
    static final class RefusedAddress extends UnknownHostException {
        private static final long serialVersionUID = 1;

        RefusedAddress(String host, InetAddress address) {
            super(
                    "%s leads to %s, which is no public address"
                            .formatted(host, address.getHostAddress()));
        }
    }

    /**
     * @param opened private networks that the operator allows
     * @param loopback whether this machine itself is allowed too
     * @param names the resolver proper
     */
    AddressGuard(List<Network> opened, boolean loopback, DnsResolver names) {
        this.allowed =
                Stream.concat(opened.stream(), loopback ? LOOPBACK.stream() : Stream.of()).toList();
        this.names = names;
    }

    /** Whether an operator may open a network: it is private, and no metadata is in it. */
    static boolean mayBeOpened(Network network) {
        return PRIVATE.stream().anyMatch(network::within)
                && METADATA.stream().noneMatch(network::within);
    }

    /**
     * All addresses of a host.
     *
     * @throws RefusedAddress if one of them is not allowed
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = names.resolve(host);
        for (InetAddress address : found) {
            if (!allows(address)) {
                throw new RefusedAddress(host, address);
            }
        }
        return found;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }

    boolean allows(InetAddress address) {
        Optional<InetAddress> embedded = embedded(address);
        if (embedded.isPresent()) {
            return allows(embedded.get());
        }
        if (METADATA.stream().anyMatch(each -> each.contains(address))) {
            return false;
        }
        return allowed.stream().anyMatch(each -> each.contains(address)) || isPublic(address);
    }

    private static boolean isPublic(InetAddress address) {
        return (address instanceof Inet4Address || GLOBAL_UNICAST.contains(address))
                && Stream.of(PRIVATE, LOOPBACK, NOT_PUBLIC)
                        .flatMap(List::stream)
                        .noneMatch(each -> each.contains(address));
    }

    /** The IPv4 address that a mapped one, or one of a NAT64, stands for. */
    private static Optional<InetAddress> embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length > MAPPED.length
                        && (startsWith(bytes, MAPPED) || startsWith(bytes, TRANSLATED))
                ? Optional.of(last32(bytes))
                : Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(prefix, Arrays.copyOf(bytes, prefix.length));
    }

    private static InetAddress last32(byte[] bytes) {
        try {
            return InetAddress.getByAddress(
                    Arrays.copyOfRange(bytes, bytes.length - Integer.BYTES, bytes.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static List<Network> networks(String... written) {
        return Stream.of(written).map(each -> Network.parse(each).orElseThrow()).toList();
    }
}
