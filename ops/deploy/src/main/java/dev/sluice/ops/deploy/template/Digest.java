package dev.sluice.ops.deploy.template;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in hexadecimal digits. */
final class Digest {
    private final MessageDigest digest;

    Digest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has it", e);
        }
    }

    void add(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
    }

    /** Of all that was added. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(String text) {
        Digest digest = new Digest();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.add(bytes, bytes.length);
        return digest.hex();
    }
}
