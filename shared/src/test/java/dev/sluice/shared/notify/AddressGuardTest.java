package dev.sluice.shared.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.shared.notify.AddressGuard.RefusedAddress;

import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

class AddressGuardTest {
    private static AddressGuard guard(String... opened) {
        return new AddressGuard(networks(opened), false, leadingTo("192.0.2.1"));
    }

    private static List<Network> networks(String... written) {
        return Stream.of(written).map(each -> Network.parse(each).orElseThrow()).toList();
    }

    private static DnsResolver leadingTo(String... addresses) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return Stream.of(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200", // Alibaba's metadata
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16", // Azure's wire server
                "169.254.169.254", // metadata of AWS, Google, Azure
                "169.254.170.2", // credentials of ECS tasks
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192", // Oracle's metadata
                "192.0.2.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:0:a00:1", // 10.0.0.1 behind an older translation
                "::ffff:0:101:101", // of a public address, too
                "1fff::1", // not given out
                "4000::1",
                "5f00::1", // segment routing
                "64:ff9b::a00:1", // 10.0.0.1 behind a NAT64
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:a00:1::1",
                "fc00::1",
                "fd00:ec2::254", // metadata of AWS
                "fd20:ce::254", // metadata of Google
                "fdff:ffff::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1"
            })
    void whatIsNotPublicIsRefused(String address) {
        assertThat(guard().allows(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "223.255.255.255",
                "64:ff9b::101:101", // 1.1.1.1 behind a NAT64
                "2001:200::1",
                "2606:4700::1111",
                "3ffe::1",
                "2a00::1"
            })
    void whatIsPublicIsAllowed(String address) {
        assertThat(guard().allows(InetAddress.ofLiteral(address))).isTrue();
    }

    /** A JDK makes IPv4 of such a literal by itself, but a resolver may bring the sixteen bytes. */
    @Test
    void anIpv4AddressInIpv6sClothesIsJudgedAsWhatItIs() throws UnknownHostException {
        byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffff0a000001");
        InetAddress disguised = java.net.Inet6Address.getByAddress("evil", mapped, -1);

        assertThat(disguised.getAddress()).hasSize(16);
        assertThat(guard().allows(disguised)).isFalse();
        assertThat(guard("10.0.0.0/8").allows(disguised)).isTrue();
    }

    @Test
    void anOperatorOpensNamedPrivateNetworksAndNoOthers() {
        AddressGuard guard = guard("10.1.0.0/16", "fd12::/16");

        assertThat(guard.allows(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
        assertThat(guard.allows(InetAddress.ofLiteral("fd12::3"))).isTrue();
        assertThat(guard.allows(InetAddress.ofLiteral("10.2.2.3"))).isFalse();
        assertThat(guard.allows(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
    }

    /** A wide network may hold a metadata service, which stays shut. */
    @Test
    void metadataStaysShutInAnOpenNetwork() {
        AddressGuard guard = guard("fc00::/7", "100.64.0.0/10");

        assertThat(guard.allows(InetAddress.ofLiteral("fd00:ec2::254"))).isFalse();
        assertThat(guard.allows(InetAddress.ofLiteral("100.100.100.200"))).isFalse();
        assertThat(guard.allows(InetAddress.ofLiteral("fd00:ec3::254"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "169.254.0.0/16", "127.0.0.0/8", "8.0.0.0/8", "::/0"})
    void noOtherNetworkMayBeOpened(String network) {
        assertThat(AddressGuard.mayBeOpened(Network.parse(network).orElseThrow())).isFalse();
    }

    @Test
    void thisMachineIsAllowedOnlyByItsOwnSwitch() {
        AddressGuard here = new AddressGuard(List.of(), true, leadingTo("::1"));

        assertThat(here.allows(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
        assertThat(here.allows(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(here.allows(InetAddress.ofLiteral("10.0.0.1"))).isFalse();
    }

    @Test
    void aNameThatLeadsToOneAddressThatIsRefusedIsRefused() throws Exception {
        AddressGuard mixed = new AddressGuard(List.of(), false, leadingTo("1.1.1.1", "10.0.0.1"));

        assertThatExceptionOfType(RefusedAddress.class)
                .isThrownBy(() -> mixed.resolve("two-faced.example"))
                .withMessage("two-faced.example leads to 10.0.0.1, which is no public address");
        assertThat(new AddressGuard(List.of(), false, leadingTo("1.1.1.1")).resolve("good.example"))
                .containsExactly(InetAddress.ofLiteral("1.1.1.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "10/8", "host/8", "", "/8"})
    void whatIsNoNetworkIsNone(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }
}
