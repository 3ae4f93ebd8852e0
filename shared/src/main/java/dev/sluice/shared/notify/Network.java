package dev.sluice.shared.notify;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A range of IP addresses, such as {@code 10.0.0.0/8}.
 *
 * @param bits how many leading bits all its addresses share with the base
 */
record Network(InetAddress base, int bits) {
    /** Reads it as it is written; a single address counts as a range of one. */
    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!address.matches("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return Optional.empty(); // older ways to write an address surprise their readers
        }
        try {
            InetAddress base = InetAddress.ofLiteral(address);
            int most = base.getAddress().length * Byte.SIZE;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            return bits < 0 || bits > most
                    ? Optional.empty()
                    : Optional.of(new Network(base, bits));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress address) {
        byte[] ours = base.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int shift = Byte.SIZE - 1 - bit % Byte.SIZE;
            if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) >> shift & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether all its addresses are in the other. */
    boolean within(Network other) {
        return bits >= other.bits && other.contains(base);
    }

    @Override
    public String toString() {
        return base.getHostAddress() + "/" + bits;
    }
}
